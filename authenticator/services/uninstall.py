"""What a setup program does before it takes the app away, if its user wants it so."""

import contextlib
import shutil
from pathlib import Path

from authenticator.network import proxy_logins
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.paths import FOLDER, VENDOR
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import SecretStore


def forget_accounts(profile: Path, logs: Path, secrets: SecretStore) -> None:
    """Remove this user's keys and logins at proxies, then all that the app has written for them.

    The portal is not told: it may be out of reach, and the device can be removed there at any time.
    No window may have the profile open.

    Raises:
        Refused: profile or keyring cannot be read or changed; what is left can be tried again.
    """
    bindings = BindingStore(ProfileStore(profile), secrets)
    for binding in bindings.bindings():
        bindings.remove(binding)
    secrets.delete(proxy_logins.ITEM)
    for folder in (profile, logs):
        shutil.rmtree(folder, ignore_errors=True)
        _remove_own(folder.parent)


def _remove_own(folder: Path) -> None:
    """Folders above that are empty now; the publisher's may hold another program's files."""
    with contextlib.suppress(OSError):
        while folder.name in (VENDOR, FOLDER):
            folder.rmdir()
            folder = folder.parent
