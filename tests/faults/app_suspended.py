"""The app is stopped by SIGSTOP before or after each write, keyring call and part of a message."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from unittest import mock

from authenticator.failures import Failure, Refused
from tests.faults.app_killed import MOMENTS, Trap
from tests.faults.portal_served import PROCESSES, PortalBeside, ServedPortal, served_portal
from tests.faults.portal_suspended import LOOK_SECONDS, is_stopped
from tests.faults.series import Fault, Series
from tests.faults.users import DEEDS, go_on, prepared, what_is_wrong

_ON_THE_LINE: Final = {
    "part of a message": "http.client.HTTPConnection.send",
    "answer": "http.client.HTTPConnection.getresponse",
}
_MOMENTS: Final = MOMENTS | _ON_THE_LINE
_CUT_BY_PORTAL: Final = {"message", *_ON_THE_LINE}
_PATIENCE: Final = 1.0
"""Seconds that the portal here waits for a request, and keeps a connection; it is longer else."""
_LONG: Final = 605
"""Seconds; codes and leases last for 600, everything that the app waits for is over before."""
_OVER: Final = {
    Failure.ACTIVATION_REFUSED,
    Failure.ATTEMPT_ENDED,
    Failure.PORTAL_UNREACHABLE,
    Failure.REQUEST_ENDED,
    # Of a nonce that went stale on the way, and the next one too; see "Retrying" in protocol.md.
    Failure.PORTAL_UNAVAILABLE,
}
"""What may be said: something has ended meanwhile, or was not answered in time."""


@dataclass(frozen=True)
class _Pause:
    """How long others have waited when the app goes on, and whether it knows."""

    seconds: int = 0
    """By which the portal's clock goes on."""
    is_felt: bool = True
    """Whether the app's own time limits go on too: those of a sleeping computer do not."""


_PAUSES: Final = {
    "for a moment": _Pause(),
    "for longer than all limits": _Pause(_LONG),
    "with its computer": _Pause(_LONG, is_felt=False),
}


@dataclass(frozen=True)
class _Task:
    """What the process of the app is to do, and where it stops itself."""

    deed: int
    moment: str = ""
    number: int = 0
    done: bool = False
    pause: _Pause = _PAUSES["for a moment"]


class _Apps:
    """All apps of the series, one after the other, in the process that stops itself."""

    def __init__(self, portal: PortalBeside, folder: Path) -> None:
        self._portal = portal
        self._folder = folder
        self._clock = time.monotonic
        self._ahead = 0
        self._stops = 0

    def carry_out(self, task: _Task) -> tuple[Counter[str], list[str]]:
        """The moments that there were, and what is wrong afterwards."""
        deed, self._stops = DEEDS[task.deed], 0
        user = prepared(deed, self._portal, self._folder)
        trap = Trap(task.moment, task.number, done=task.done, strike=partial(self._stop, task))
        refused = None
        with mock.patch.object(time, "monotonic", self._now), trap.set(_MOMENTS):
            try:
                deed.act(user)
            except Refused as refusal:
                refused = refusal.problem.failure
        wrong = [] if refused is None else go_on(deed, user)
        if refused not in {None, *_OVER}:
            wrong.append(f"said {refused}")
        if task.number and not self._stops:
            wrong.append("the moment did not come")
        return trap.seen, wrong + what_is_wrong(user)

    def _stop(self, task: _Task) -> None:
        self._stops += 1
        os.kill(os.getpid(), signal.SIGSTOP)
        self._ahead += task.pause.seconds * task.pause.is_felt

    def _now(self) -> float:
        return self._clock() + self._ahead


def _work(line: Connection, folder: Path, port: int, settings: Mapping[str, Any]) -> None:
    """Carry out tasks until there are no more."""
    portal = PortalBeside(folder, port, settings)
    apps = _Apps(portal, folder)
    try:
        while True:
            line.send(apps.carry_out(line.recv()))
    except EOFError:
        portal.close()


class _Process:
    """The other end of it."""

    def __init__(self, served: ServedPortal) -> None:
        self._served = served
        self._line, theirs = PROCESSES.Pipe()
        port = served.settings.port
        self._process = PROCESSES.Process(
            target=_work, args=(theirs, served.folder, port, served.named)
        )
        self._process.start()
        theirs.close()

    def close(self) -> None:
        self._line.close()
        self._process.join()

    def carry_out(self, task: _Task) -> tuple[Counter[str], list[str]]:
        """Let it go on whenever it has stopped."""
        pid = self._process.pid
        assert pid is not None
        self._line.send(task)
        while not self._line.poll(LOOK_SECONDS):
            if is_stopped(pid):
                if task.pause.seconds and task.moment in _CUT_BY_PORTAL:
                    # It really waits here, and gives up what was begun.
                    time.sleep(2 * _PATIENCE)
                self._served.trap.clock += task.pause.seconds
                os.kill(pid, signal.SIGCONT)
        seen, wrong = self._line.recv()
        return seen, wrong

    def suspended(self, task: _Task) -> list[str]:
        return self.carry_out(task)[1]


@contextmanager
def _process(served: ServedPortal) -> Iterator[_Process]:
    process = _Process(served)
    try:
        yield process
    finally:
        process.close()


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder, patience=_PATIENCE) as served, _process(served) as process:
        for place, deed in enumerate(DEEDS):
            seen, wrong = process.carry_out(_Task(place))
            assert not wrong
            moments = [(m, n) for m, times in seen.items() for n in range(1, times + 1)]
            for (moment, number), done, how in product(moments, (False, True), _PAUSES):
                when = "after" if done else "before"
                name = f"{deed.name}, stopped {how} {when} {moment} {number}"
                task = _Task(place, moment, number, done, _PAUSES[how])
                yield Fault(name, partial(process.suspended, task))


SERIES: Final = Series("app suspended", _faults, about=1074, sampled=97)
