"""The app is killed before or after each write of its files, keyring call and message."""

import os
import pkgutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest import mock

from tests.contract.killing import SEND, Killed
from tests.faults.series import Fault, Series
from tests.faults.users import DEEDS, Deed, go_on, prepared, what_is_wrong
from tests.support.portal_server import RunningPortal, running_portal

_STORE: Final = "authenticator.storage.secret_store.KeyringStore"
MOMENTS: Final = {
    "fsync": f"{os.__name__}.fsync",
    "rename": "pathlib.Path.replace",
    "mkstemp": f"{tempfile.__name__}.mkstemp",
    "keyring read": f"{_STORE}.read",
    "keyring write": f"{_STORE}.write",
    "keyring delete": f"{_STORE}.delete",
    "message": SEND,
}


def _kill() -> None:
    raise Killed


class Trap:
    """Counts the moments of the thread that the app works in, and strikes at one of them."""

    def __init__(
        self,
        moment: str = "",
        number: int = 0,
        *,
        done: bool = False,
        strike: Callable[[], None] = _kill,
    ) -> None:
        """`done`: strike after what is done at that moment, instead of before."""
        self.seen: Counter[str] = Counter()
        self._fatal = (moment, number)
        self._done = done
        self._strike = strike
        self._thread = threading.current_thread()

    @contextmanager
    def set(self, moments: Mapping[str, str] = MOMENTS) -> Iterator[None]:
        """From here on; the calls of these names are watched."""
        with ExitStack() as stack:
            for moment, target in moments.items():
                stack.enter_context(mock.patch(target, self._watched(moment, target)))
            yield

    def _watched(self, moment: str, target: str) -> Callable[..., Any]:
        module, name = target.rsplit(".", 1)
        original = getattr(pkgutil.resolve_name(module), name)

        def watched(*args: Any, **words: Any) -> Any:
            # The portal runs in the same process, in threads of its own.
            if threading.current_thread() is not self._thread:
                return original(*args, **words)
            self.seen[moment] += 1
            if (moment, self.seen[moment]) != self._fatal:
                return original(*args, **words)
            if not self._done:
                self._strike()
            result = original(*args, **words)
            if self._done:
                self._strike()
            return result

        return watched


def _moments(deed: Deed, portal: RunningPortal, folder: Path) -> Counter[str]:
    user, trap = prepared(deed, portal, folder), Trap()
    with trap.set():
        deed.act(user)
    return trap.seen


def _killed(
    deed: Deed, portal: RunningPortal, folder: Path, moment: str, number: int, *, done: bool
) -> list[str]:
    user = prepared(deed, portal, folder)
    try:
        with Trap(moment, number, done=done).set():
            deed.act(user)
    except Killed:
        user.restart()
        return go_on(deed, user) + what_is_wrong(user)
    return ["the moment did not come"]


def _faults(folder: Path) -> Iterator[Fault]:
    with running_portal(folder) as portal:
        for deed in DEEDS:
            for moment, times in _moments(deed, portal, folder).items():
                for number in range(1, times + 1):
                    for done in (False, True):
                        yield _fault(deed, portal, folder, moment, number, done=done)


def _fault(
    deed: Deed, portal: RunningPortal, folder: Path, moment: str, number: int, *, done: bool
) -> Fault:
    name = f"{deed.name}, killed {'after' if done else 'before'} {moment} {number}"
    return Fault(name, lambda: _killed(deed, portal, folder, moment, number, done=done))


SERIES: Final = Series("app killed", _faults, about=202)
