"""Each call to the keyring fails, is locked, hangs or brings garbage."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from keyring.errors import KeyringLocked

from authenticator.failures import Refused
from authenticator.storage.secret_store import TIME_LIMIT, KeyringStore
from tests.faults.series import Fault, Series
from tests.faults.users import Deed, User, at_each_number, go_on, prepared, what_is_wrong
from tests.support.keyrings import MemoryBackend
from tests.support.portal_server import RunningPortal

T = TypeVar("T")

_SHORT: Final = 0.5
"""Seconds that a keyring which hangs is waited for."""
WAYS: Final = ("locked", "fails", "fails after it was done", "hangs", "garbage")


class FaultyKeyring(MemoryBackend):
    """Misbehaves at one call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.ended = threading.Event()
        """A call that hangs ends, and does what it was asked for."""
        self._fault = ("", 0)

    def misbehave(self, way: str, number: int) -> None:
        """At the call of that number, from now on."""
        self.calls, self._fault = 0, (way, number)

    def get_password(self, service: str, username: str) -> str | None:
        text = self._call(lambda: super(FaultyKeyring, self).get_password(service, username))
        is_garbage = self._fault == ("garbage", self.calls) and text is not None
        return text[:-1] + "*" if is_garbage and text is not None else text

    def set_password(self, service: str, username: str, password: str) -> None:
        self._call(lambda: super(FaultyKeyring, self).set_password(service, username, password))

    def delete_password(self, service: str, username: str) -> None:
        self._call(lambda: super(FaultyKeyring, self).delete_password(service, username))

    def _call(self, work: Callable[[], T]) -> T:
        self.calls += 1
        way = self._fault[0] if self._fault[1] == self.calls else ""
        if way == "hangs":
            self.ended.wait()
        if way == "locked":
            raise KeyringLocked
        if way == "fails":
            raise OSError
        result = work()
        if way == "fails after it was done":
            raise OSError
        return result


def _prepared(deed: Deed, portal: RunningPortal, folder: Path) -> tuple[User, FaultyKeyring]:
    keyring = FaultyKeyring()
    return prepared(deed, portal, folder, keyring), keyring


def _calls(deed: Deed, portal: RunningPortal, folder: Path) -> int:
    user, keyring = _prepared(deed, portal, folder)
    keyring.misbehave("", 0)
    user.services.activation.probe()
    deed.act(user)
    return keyring.calls


def _misbehaving(
    deed: Deed, portal: RunningPortal, folder: Path, way: str, number: int, *, restart: bool
) -> list[str]:
    user, keyring = _prepared(deed, portal, folder)
    store = user.services._secrets
    assert isinstance(store, KeyringStore)
    store._time_limit = _SHORT if way == "hangs" else TIME_LIMIT
    keyring.misbehave(way, number)
    try:
        user.services.activation.probe()
        deed.act(user)
    except Refused:
        pass
    finally:
        keyring.ended.set()
        store._time_limit = TIME_LIMIT
    if restart:
        # What hung has ended when a call that came after it has.
        store.read("")
        user.restart()
    return go_on(deed, user) + what_is_wrong(user)


def _faults(folder: Path) -> Iterator[Fault]:
    return at_each_number(folder, "keyring call", WAYS, _calls, _misbehaving)


SERIES: Final = Series("keyring of the app", _faults, about=620)
