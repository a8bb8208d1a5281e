"""Background work: the only place with threads, and the only catch-all inside the app.

One daemon thread a job. A blocked long poll can therefore neither delay a click nor the end of
the program; nothing waits for it, because every step can be repeated after a crash.
"""

import logging
import sys
import threading
from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from authenticator.desktop.crash_reports import without_values
from authenticator.failures import Failure, Problem, Refused
from authenticator.values import dataclass

T = TypeVar("T")
Start = Callable[[Callable[[], None]], None]

_log = logging.getLogger(__name__)

_SWITCH: Final = 0.001
"""Seconds after which a job that computes or imports lets the window go on. With Python's usual
5 ms, waited for at each call from Qt, one turn of the event loop takes half as long again."""


class HeldStart:
    """Keeps what is begun until the first page is drawn: it would compete with that."""

    def __init__(self) -> None:
        self._tasks: list[Callable[[], None]] | None = []

    def __call__(self, task: Callable[[], None]) -> None:
        if self._tasks is None:
            start_thread(task)
        else:
            self._tasks.append(task)

    def release(self) -> None:
        """Begin what was kept; what comes from now on is begun at once."""
        tasks, self._tasks = self._tasks or [], None
        for task in tasks:
            start_thread(task)


def start_thread(task: Callable[[], None]) -> None:
    """Run `task` in a thread of its own that does not outlive the program."""
    threading.Thread(target=task, name="job", daemon=True).start()


class Deliveries(QObject):
    """Calls functions in the GUI thread for threads. There is one, which lasts as long as Python:
    PySide ends the program where an object goes while one of its signals is emitted elsewhere, as a
    runner does with its window.
    """

    handed_in = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._telling, self._is_over = threading.Lock(), False
        self.handed_in.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def hand_in(self, delivery: Callable[[], None]) -> None:
        """Have `delivery` called in the GUI thread; any thread may ask for it."""
        with self._telling:
            # At the end of the program Qt may be gone before the thread is.
            if not self._is_over and shiboken6.isValid(self):
                self.handed_in.emit(delivery)

    def end(self) -> None:
        """Take nothing more, with the end of the program.

        Python ends a thread that comes back from a call of Qt when Python itself has ended, and
        C++ does not let it: the program would abort.
        """
        with self._telling:
            self._is_over = True

    def _deliver(self, delivery: Callable[[], None]) -> None:
        delivery()


@cache
def deliveries() -> Deliveries:
    """To be called in the GUI thread first."""
    return Deliveries()


class JobRunner(QObject):
    """Runs blocking work elsewhere and brings what comes of it back to the GUI thread."""

    def __init__(self, start: Start = start_thread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self._under_way = 0
        self._hand_in = deliveries().hand_in

    @property
    def is_idle(self) -> bool:
        """Whether all work has ended, and what came of it was told."""
        return self._under_way == 0

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_result: Callable[[T], None],
        on_error: Callable[[Problem], None],
    ) -> None:
        """Run `work`; one of the two is called in the GUI thread unless `owner` is gone by then."""

        def task() -> None:
            try:
                result = work()
            except Refused as refusal:
                self._end(owner, on_error, refusal.problem)
            except Exception as error:
                _log.error("a job failed: %s", without_values(error))
                self._end(owner, on_error, Problem(Failure.INTERNAL))
            else:
                self._end(owner, on_result, result)

        self._under_way += 1
        self._start(task)

    def relay(self, owner: QObject, callback: Callable[[T], None]) -> Callable[[T], None]:
        """A form of `callback` that work may call: it arrives in the GUI thread."""
        return lambda value: self._send(owner, callback, value)

    def _end(self, owner: QObject, callback: Callable[[T], None], value: T) -> None:
        def delivery() -> None:
            try:
                if shiboken6.isValid(self) and shiboken6.isValid(owner):
                    callback(value)
            finally:
                # After what it leads to has begun.
                self._under_way -= 1

        self._hand_in(delivery)

    def _send(self, owner: QObject, callback: Callable[[T], None], value: T) -> None:
        def delivery() -> None:
            if shiboken6.isValid(self) and shiboken6.isValid(owner):
                callback(value)

        self._hand_in(delivery)


@dataclass(frozen=True)
class Jobs:
    """What a click begins, long polls, and what is read beside them do not share a runner, so that
    tests can hold back each."""

    actions: JobRunner
    polling: JobRunner
    reading: JobRunner


def background_jobs(parent: QObject, start: Start = start_thread) -> Jobs:
    """The runners of the running program."""
    sys.setswitchinterval(_SWITCH)
    if (app := QCoreApplication.instance()) is not None:
        app.aboutToQuit.connect(deliveries().end)
    return Jobs(JobRunner(start, parent), JobRunner(start, parent), JobRunner(start, parent))
