"""Secrets in the operating system's keyring. The only module that knows `keyring`.

The backend is constructed by class from an allow-list: neither the environment nor a
configuration file of keyring can put a plain-text or null backend in its place.
"""

import logging
import sys
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, TypeVar

from authenticator.failures import Failure, Refused
from authenticator.storage.keyring_queue import KeyringQueue
from authenticator.storage.system_keyring import learn_secret_service

SERVICE: Final = "AOK 2-Faktor App"
PROBE: Final = "probe"
"""Name of the item by which a keyring is tried out; always the same, so that none is left over."""
TIME_LIMIT: Final = 60.0
"""Seconds that an operation may take; long enough to answer the system's unlock prompt."""

_LOG: Final = logging.getLogger(__name__)

Result = TypeVar("Result")


class InDoubt(Refused):
    """The keyring was still at it when it was given up: the old or the new text may be there.

    What is asked of the same store later happens after it.
    """


class SecretStore(Protocol):
    """Short texts by name. All methods but `forget` raise `Refused` with a KEYRING_… failure."""

    def read(self, name: str) -> str | None:
        """The text, or None when there is surely none."""

    def write(self, name: str, text: str) -> None:
        """Store or replace; after a crash either the old or the new text is there.

        Raises:
            InDoubt: it is not known which.
            Refused: the old text is there.
        """

    def delete(self, name: str) -> None:
        """Remove; no error when there is none. Raises as `write`."""

    def forget(self, name: str) -> None:
        """Remove as soon as the keyring lets it be removed, during this run; not waited for."""


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
        return KeyringStore(lambda: WriteAhead(_windows(roaming=roaming)), time_limit=time_limit)
    if sys.platform == "darwin":
        return KeyringStore(_mac, time_limit=time_limit)
    return KeyringStore(_secret_service, time_limit=time_limit)


def probe(store: SecretStore) -> None:
    """Show that a secret can be written, read and deleted here.

    Raises:
        Refused: with the reason.
    """
    import secrets

    text = secrets.token_urlsafe(64)
    try:
        store.write(PROBE, text)
    except InDoubt:
        store.forget(PROBE)
        raise
    try:
        if store.read(PROBE) != text:
            raise Refused(Failure.KEYRING_FAILED)
        store.delete(PROBE)
    except Refused:
        store.forget(PROBE)
        raise


class KeyringStore:
    """A keyring backend behind a queue and a time limit, with its errors translated."""

    def __init__(self, backend: Callable[[], Backend], *, time_limit: float = TIME_LIMIT) -> None:
        """`backend` constructs the backend; it is called with each operation until it works."""
        self._construct = backend
        self._backend: Backend | None = None
        self._time_limit = time_limit
        self._queue = KeyringQueue()
        self._left_over: set[str] = set()

    def read(self, name: str) -> str | None:
        return self._limited(lambda backend: backend.get_password(SERVICE, name))

    def write(self, name: str, text: str) -> None:
        try:
            self._limited(lambda backend: backend.set_password(SERVICE, name, text))
        except InDoubt:
            raise
        except Refused as refusal:
            if self._is_old(name, text, refusal):
                raise

    def delete(self, name: str) -> None:
        self._limited(partial(_delete, name))

    def forget(self, name: str) -> None:
        self._left_over.add(name)
        self._queue.submit(self._remove_left_over)

    def _is_old(self, name: str, text: str, refusal: Refused) -> bool:
        """Whether the old text is there after a refused write.

        Raises:
            InDoubt: that cannot be found out.
        """
        failure = refusal.problem.failure
        if failure is not Failure.KEYRING_FAILED:
            return True
        try:
            return self.read(name) != text
        except Refused as error:
            raise InDoubt(failure) from error

    def _limited(self, work: Callable[[Backend], Result]) -> Result:
        """Wait for a call: behind an unlock prompt that nobody answers it takes for ever."""
        call = self._queue.submit(partial(self._translated, work))
        try:
            return call.result(self._time_limit)
        except TimeoutError:
            if call.cancel():
                raise Refused(Failure.KEYRING_LOCKED) from None
            if call.done():
                return call.result()
            raise InDoubt(Failure.KEYRING_LOCKED) from None

    def _remove_left_over(self) -> None:
        for name in tuple(self._left_over):
            self._attempt(partial(_delete, name))
            self._left_over.discard(name)

    def _translated(self, work: Callable[[Backend], Result]) -> Result:
        result = self._attempt(work)
        if self._left_over:
            self._queue.submit(self._remove_left_over)
        return result

    def _attempt(self, work: Callable[[Backend], Result]) -> Result:
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
    """A backend that replaces in steps over a spare item.

    python-keyring on Windows leaves a copy of the old secret when it overwrites, so the old
    one is deleted first; the spare bridges the moment in which there is none.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def get_password(self, service: str, username: str) -> str | None:
        text = self._backend.get_password(service, username)
        return self._backend.get_password(service, _spare(username)) if text is None else text

    def set_password(self, service: str, username: str, password: str) -> None:
        self._end_earlier(service, username)
        self._backend.set_password(service, _spare(username), password)
        self._remove(service, username)
        self._backend.set_password(service, username, password)
        self._remove(service, _spare(username))

    def delete_password(self, service: str, username: str) -> None:
        self._remove(service, _spare(username))
        self._remove(service, username)

    def _end_earlier(self, service: str, username: str) -> None:
        """Bring to its end what a crash has left half done."""
        left = self._backend.get_password(service, _spare(username))
        if left is None:
            return
        if self._backend.get_password(service, username) is None:
            self._backend.set_password(service, username, left)
        self._backend.delete_password(service, _spare(username))

    def _remove(self, service: str, username: str) -> None:
        if self._backend.get_password(service, username) is not None:
            self._backend.delete_password(service, username)


def _spare(name: str) -> str:
    return f"{name}.next"


def _delete(name: str, backend: Backend) -> None:
    if backend.get_password(SERVICE, name) is not None:
        backend.delete_password(SERVICE, name)


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
    learn_secret_service()
    return SecretService.Keyring()


def _mac() -> Backend:
    from keyring.backends import macOS

    return macOS.Keyring()


def _windows(*, roaming: bool) -> Backend:
    from keyring.backends import Windows

    backend = Windows.WinVaultKeyring()
    backend.persist = "enterprise" if roaming else "local machine"
    return backend
