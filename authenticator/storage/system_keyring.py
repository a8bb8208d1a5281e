"""Which keyring this system has: each is known to its users by another name."""

import sys
from enum import Enum, auto
from typing import Final

_SECRETS: Final = "org.freedesktop.secrets"
_KWALLET: Final = ("org.kde.secretservicecompat", "org.kde.kwalletd6", "org.kde.kwalletd5")
"""Further names of the program that provides the Secret Service, where it is KDE's."""
_TIME_LIMIT: Final = 2.0
"""Seconds for an answer of the bus itself."""


class SystemKeyring(Enum):
    """What keeps secrets on this system."""

    CREDENTIAL_MANAGER = auto()
    """Of Windows. It opens with the user's session and never asks for a password itself."""
    KEYCHAIN = auto()
    """Of macOS."""
    SECRET_SERVICE = auto()
    """Of freedesktop.org: GNOME Keyring, KeePassXC, and KWallet until it is known to be it."""
    KWALLET = auto()
    """KDE's, which provides the Secret Service, too."""

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
    return _Known.secret_service


def learn_secret_service() -> None:
    """Blocking: find out whose the Secret Service is that has just been reached."""
    kwallet = _is_kwallet()
    _Known.secret_service = SystemKeyring.KWALLET if kwallet else SystemKeyring.SECRET_SERVICE


class _Known:
    """Of this run."""

    secret_service = SystemKeyring.SECRET_SERVICE


def _is_kwallet() -> bool:
    from jeepney import DBusErrorResponse, message_bus
    from jeepney.auth import AuthenticationError
    from jeepney.io.blocking import Proxy, open_dbus_connection

    try:
        with open_dbus_connection() as connection:
            bus = Proxy(message_bus, connection, timeout=_TIME_LIMIT)
            (owner,) = bus.GetNameOwner(_SECRETS)
            known = (name for name in _KWALLET if bus.NameHasOwner(name)[0])
            return any(bus.GetNameOwner(name)[0] == owner for name in known)
    except (AuthenticationError, DBusErrorResponse, KeyError, OSError):
        return False
