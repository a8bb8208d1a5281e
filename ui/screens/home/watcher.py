"""Polls for login requests of one account, in the background."""

import random
import time

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.failures import Problem
from authenticator.flows import watching
from authenticator.flows.common import new_attempt
from authenticator.model import Binding, PollResult
from authenticator.services.ports import RequestPort
from ui.jobs import JobRunner


class Watcher(QObject):
    """Carries out what `authenticator.flows.watching` says, with a thread and a timer."""

    polled = Signal(object)
    """Carries a `PollResult`."""
    link_changed = Signal(object)
    """Carries a `Link`."""

    def __init__(
        self,
        service: RequestPort,
        binding: Binding,
        polling: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._binding = binding
        self._polling = polling
        self._watch = watching.Watch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask)

    def ask(self) -> None:
        """Poll now, also in the middle of a pause; a poll that is under way is left alone."""
        poll, tag, wait = new_attempt(), self._watch.tag, self._watch.wait
        begun = time.monotonic()
        if not self._advance(watching.PollBegun(poll)):
            return
        opened = self._polling.relay(self, self._opened)

        def work() -> PollResult:
            self._service.open(self._binding)
            opened(poll)
            return self._service.watch(self._binding, tag, wait)

        self._polling.run(
            self,
            work,
            lambda watched: self._take(watched, poll, time.monotonic() - begun),
            lambda problem: self._fail(problem, poll, time.monotonic() - begun),
        )

    def ask_anew(self) -> None:
        """The device has another key or state: begin again."""
        self._advance(watching.Restarted())
        self.ask()

    def end(self) -> None:
        """Watch no longer; what the last poll brings is not told."""
        self._advance(watching.Ended())
        self.deleteLater()

    def _opened(self, poll: int) -> None:
        self._advance(watching.KeyOpened(poll))

    def _take(self, watched: PollResult, poll: int, seconds: float) -> None:
        if self._advance(watching.PollAnswered(poll, watched.tag, seconds)):
            self.polled.emit(watched)

    def _fail(self, problem: Problem, poll: int, seconds: float) -> None:
        jitter = random.random()  # noqa: S311 (no secret)
        self._advance(watching.PollFailed(poll, problem, jitter, seconds))

    def _advance(self, event: watching.Event) -> bool:
        """Whether the event counted."""
        before, self._watch = self._watch, watching.advance(self._watch, event)
        if self._watch is before:
            return False
        self._timer.stop()
        if self._watch.pause is not None:
            self._timer.start(round(self._watch.pause * 1000))
        if self._watch.link != before.link:
            self.link_changed.emit(self._watch.link)
        return True
