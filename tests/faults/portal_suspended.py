"""The portal is stopped by SIGSTOP at a write, for a moment or longer than its limits last."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

import httpx2

from tests.faults.portal_served import ServedPortal, Visitor, Watcher, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import (
    DEEDS,
    MOMENT_TRIES,
    TRIES,
    Deed,
    fewer,
    number_of_writes,
    prepared,
    what_is_wrong,
)
from tests.support.device import PortalProblem

_PAUSES: Final = {"for a moment": 0, "for longer than its limits": 605}
"""Seconds by which the clocks of others have gone on: codes and leases last for 600."""
LOOK_SECONDS: Final = 0.05
_OVER: Final = ("activation-refused", "gone", "unknown-device")
"""How the portal says that something has ended meanwhile, which is begun again."""


def is_stopped(pid: int) -> bool:
    """Whether a process waits for SIGCONT."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] == "T"


class _Suspended(Watcher):
    """Lets the portal go on once its visitor has waited in vain."""

    patience = 1.0

    def __init__(self, served: ServedPortal, pause: int) -> None:
        super().__init__(served)
        self.times = 0
        self._pause = pause
        self._over = threading.Event()

    def cut(self) -> None:
        """Nothing is lost by that: the same bytes are sent again."""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Until the block ends."""
        self.served.watcher = self
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()
            self.served.trap.relieve()
            self._go_on()
            self.served.watcher = Watcher(self.served)

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if is_stopped(self.served.pid):
                self._over.wait(2 * self.patience)
                self._go_on()

    def _go_on(self) -> None:
        """The same process, later."""
        if is_stopped(self.served.pid):
            self.times += 1
            self.served.trap.relieve()
            self.served.trap.clock += self._pause
            os.kill(self.served.pid, signal.SIGCONT)


def _until_done(deed: Deed, visitor: Visitor) -> None:
    refusals = []
    for _ in range(TRIES):
        try:
            deed.act(visitor)
        except PortalProblem as problem:
            if problem.name not in _OVER:
                raise
            visitor.code = visitor.portal.issue_code(visitor.login)
            refusals.append(problem.name)
        else:
            return
    raise AssertionError(f"refused {TRIES} times: {', '.join(refusals)}")


def _suspended(deed: Deed, served: ServedPortal, number: int, pause: int) -> list[str]:
    """How much a commit writes varies: when there was less, stop at the last write."""
    for _ in range(MOMENT_TRIES):
        visitor, watcher = prepared(deed, served), _Suspended(served, pause)
        served.trap.suspend(number)
        try:
            with watcher.watching():
                _until_done(deed, visitor)
            if watcher.times:
                return what_is_wrong(deed, visitor)
        except (AssertionError, PortalProblem, httpx2.TransportError) as error:
            return [f"did not end right: {error}"]
        finally:
            visitor.close()
        number = fewer(number, served.trap.seen)
    return ["the moment did not come"]


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder) as served:
        for deed in DEEDS:
            numbers = range(1, number_of_writes(deed, served) + 1)
            for number, (name, pause) in product(numbers, _PAUSES.items()):
                what = f"{deed.name}, stopped {name} at write {number}"
                yield Fault(what, partial(_suspended, deed, served, number, pause))


SERIES: Final = Series("portal suspended", _faults, about=728, sampled=211)
