"""Secrets in the operating system's keyring. The only module that knows `keyring`.

The backend is constructed by class from an allow-list: neither the environment nor a
configuration file of keyring can put a plain-text or null backend in its place.
"""

import logging
import secrets
import sys
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, TypeVar

from authenticator.failures import Failure, Refused
from authenticator.time_limit import run_with_timeout

SERVICE: Final = "AOK 2-Faktor App"
TIME_LIMIT: Final = 60.0
"""Seconds that an operation may take; long enough to answer the system's unlock prompt."""

_LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")


class SecretStore(Protocol):
    """Short texts by name. All methods raise `Refused` with a KEYRING_… failure."""

    def read(self, name: str) -> str | None:
        """The text, or None when there is surely none."""

    def write(self, name: str, text: str) -> None:
        """Store or replace; after a crash either the old or the new text is there."""

    def delete(self, name: str) -> None:
        """Remove; no error when there is none."""


class Backend(Protocol):
    """The part of `keyring.backend.KeyringBackend` that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


def open_secret_store(*, roaming: bool, time_limit: float = TIME_LIMIT) -> SecretStore:
    """The keyring of this operating system.

    Args:
        roaming: Windows only: let the secret travel with the user's profile.
        time_limit: seconds that one operation may take.
    """
    if sys.platform == "win32":
        return WriteAhead(KeyringStore(lambda: _windows(roaming=roaming), time_limit=time_limit))
    if sys.platform == "darwin":
        return KeyringStore(_mac, time_limit=time_limit)
    return KeyringStore(_secret_service, time_limit=time_limit)


def system_keyring_name() -> str:
    """What keeps secrets on this system, in its own name."""
    if sys.platform == "win32":
        return "Windows Credential Manager"
    return "macOS Keychain" if sys.platform == "darwin" else "Secret Service (D-Bus)"


def probe(store: SecretStore) -> None:
    """Show that a secret can be written, read and deleted here.

    Raises:
        Refused: with the reason.
    """
    name, text = f"probe-{secrets.token_hex(8)}", secrets.token_urlsafe(64)
    store.write(name, text)
    try:
        if store.read(name) != text:
            raise Refused(Failure.KEYRING_FAILED)
    finally:
        store.delete(name)


class KeyringStore:
    """A keyring backend behind a time limit, with its errors translated."""

    def __init__(self, backend: Callable[[], Backend], *, time_limit: float = TIME_LIMIT) -> None:
        """`backend` constructs the backend; it is called with each operation until it works."""
        self._construct = backend
        self._backend: Backend | None = None
        self._time_limit = time_limit

    def read(self, name: str) -> str | None:
        return self._limited(lambda backend: backend.get_password(SERVICE, name))

    def write(self, name: str, text: str) -> None:
        self._limited(lambda backend: backend.set_password(SERVICE, name, text))

    def delete(self, name: str) -> None:
        def delete(backend: Backend) -> None:
            if backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)

        self._limited(delete)

    def _limited(self, work: Callable[[Backend], Result]) -> Result:
        """Run on a thread of its own: an unlock prompt that nobody answers blocks for ever."""
        translated = partial(self._translated, work)
        try:
            return run_with_timeout(self._time_limit, translated, Refused, name="keyring")
        except TimeoutError:
            raise Refused(Failure.KEYRING_LOCKED) from None

    def _translated(self, work: Callable[[Backend], Result]) -> Result:
        import keyring.errors

        try:
            if self._backend is None:
                self._backend = self._construct()
            return work(self._backend)
        except (keyring.errors.KeyringLocked, keyring.errors.InitError) as error:
            raise self._refused(Failure.KEYRING_LOCKED, error) from error
        except (keyring.errors.KeyringError, OSError, RuntimeError) as error:
            raise self._refused(Failure.KEYRING_FAILED, error) from error
        except _system_errors() as error:
            raise self._refused(Failure.KEYRING_FAILED, error) from error

    def _refused(self, failure: Failure, error: Exception) -> Refused:
        _LOG.warning("keyring: %s", type(error).__name__)
        self._backend = None
        return Refused(failure)


class WriteAhead:
    """Replaces in three steps over a spare item.

    python-keyring on Windows leaves a copy of the old secret when it overwrites, so the old
    one is deleted first; the spare bridges the moment in which there is none.
    """

    def __init__(self, store: SecretStore) -> None:
        self._store = store

    def read(self, name: str) -> str | None:
        text = self._store.read(name)
        return self._store.read(_spare(name)) if text is None else text

    def write(self, name: str, text: str) -> None:
        self._store.write(_spare(name), text)
        self._store.delete(name)
        self._store.write(name, text)
        self._store.delete(_spare(name))

    def delete(self, name: str) -> None:
        self._store.delete(_spare(name))
        self._store.delete(name)


def _spare(name: str) -> str:
    return f"{name}.next"


def _system_errors() -> tuple[type[Exception], ...]:
    """What the backends let through untranslated."""
    errors: tuple[type[Exception], ...] = ()
    if sys.platform == "win32":
        from win32ctypes.pywin32 import pywintypes

        errors = (pywintypes.error,)
    elif sys.platform == "linux":
        from jeepney import DBusErrorResponse
        from secretstorage.exceptions import SecretStorageException

        errors = (DBusErrorResponse, SecretStorageException)
    return errors


def _secret_service() -> Backend:
    """The freedesktop.org Secret Service: GNOME Keyring, KWallet 6, KeePassXC."""
    from keyring.backends import SecretService

    try:
        _ = SecretService.Keyring.priority
    except (RuntimeError, OSError) as error:
        raise Refused(Failure.KEYRING_MISSING) from error
    return SecretService.Keyring()


def _mac() -> Backend:
    from keyring.backends import macOS

    return macOS.Keyring()


def _windows(*, roaming: bool) -> Backend:
    from keyring.backends import Windows

    backend = Windows.WinVaultKeyring()
    backend.persist = "enterprise" if roaming else "local machine"
    return backend
