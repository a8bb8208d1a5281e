"""The portal is stopped by SIGSTOP at a write, for a moment or longer than its limits last."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

import httpx2

from tests.faults.portal_served import ServedPortal, Visitor, Watcher, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import DEEDS, TRIES, Deed, number_of_writes, prepared, what_is_wrong
from tests.support.device import PortalProblem

_PAUSES: Final = {"for a moment": 0, "for longer than its limits": 605}
"""Seconds by which the clocks of others have gone on: codes and leases last for 600."""
_OVER: Final = ("activation-refused", "gone", "unknown-device")
"""How the portal says that something has ended meanwhile, which is begun again."""


class _Suspended(Watcher):
    """Lets the portal go on when somebody has waited in vain."""

    patience = 1.0

    def __init__(self, served: ServedPortal, pause: int) -> None:
        super().__init__(served)
        self.times = 0
        self._pause = pause

    def cut(self) -> None:
        """The same process goes on, later."""
        if self._is_stopped():
            self.times += 1
            self.served.trap.relieve()
            self.served.trap.clock += self._pause
            os.kill(self.served.process.pid, signal.SIGCONT)

    def _is_stopped(self) -> bool:
        stat = Path(f"/proc/{self.served.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"


def _until_done(deed: Deed, visitor: Visitor) -> None:
    for _ in range(TRIES):
        try:
            deed.act(visitor)
        except PortalProblem as problem:
            if problem.name not in _OVER:
                raise
            visitor.code = visitor.portal.issue_code(visitor.login)
        else:
            return
    raise AssertionError(f"not done after {TRIES} tries")


def _suspended(deed: Deed, served: ServedPortal, number: int, pause: int) -> list[str]:
    """How much a commit writes varies: when there was less, stop at the last write."""
    for _ in range(TRIES):
        visitor, watcher = prepared(deed, served), _Suspended(served, pause)
        served.watcher = watcher
        served.trap.suspend(number)
        try:
            _until_done(deed, visitor)
            watcher.cut()
            number = min(number, served.trap.seen) or 1
            if watcher.times:
                return what_is_wrong(deed, visitor)
        except (AssertionError, PortalProblem, httpx2.TransportError) as error:
            return [f"did not end right: {error}"]
        finally:
            served.trap.relieve()
            watcher.cut()
            served.watcher = Watcher(served)
            visitor.close()
    return ["the moment did not come"]


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder) as served:
        for deed in DEEDS:
            numbers = range(1, number_of_writes(deed, served) + 1)
            for number, (name, pause) in product(numbers, _PAUSES.items()):
                what = f"{deed.name}, stopped {name} at write {number}"
                yield Fault(what, partial(_suspended, deed, served, number, pause))


SERIES: Final = Series("portal suspended", _faults, sampled=211)
