"""Which keyring this system has: each is known to its users by another name."""

import sys
from enum import Enum, auto


class SystemKeyring(Enum):
    """What keeps secrets on this system."""

    CREDENTIAL_MANAGER = auto()
    """Of Windows. It opens with the user's session and never asks for a password itself."""
    KEYCHAIN = auto()
    """Of macOS."""
    SECRET_SERVICE = auto()
    """Of freedesktop.org: GNOME Keyring, KWallet 6, KeePassXC."""

    @property
    def has_lock(self) -> bool:
        """Whether it may ask its user for a password."""
        return self is not SystemKeyring.CREDENTIAL_MANAGER


def system_keyring() -> SystemKeyring:
    """Of the system on which the app runs."""
    if sys.platform == "win32":
        return SystemKeyring.CREDENTIAL_MANAGER
    if sys.platform == "darwin":
        return SystemKeyring.KEYCHAIN
    return SystemKeyring.SECRET_SERVICE
