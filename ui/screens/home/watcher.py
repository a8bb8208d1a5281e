"""Waits for login requests of one account: long poll after long poll, quietly again when cut."""

import random
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.failures import Problem
from authenticator.model import Binding, Watched
from authenticator.services.ports import RequestPort
from ui.jobs import JobRunner

_FIRST_DELAY = 1.0
_LONGEST_DELAY = 60.0
_HASTY = 0.2
"""An answer faster than this without news is no long poll: the next one waits a little."""


@dataclass(frozen=True)
class Connecting:
    """Nothing was heard yet."""


@dataclass(frozen=True)
class Watching:
    """The portal answers."""


@dataclass(frozen=True)
class Lost:
    """It is tried again without the user."""

    problem: Problem


@dataclass(frozen=True)
class Halted:
    """Trying again would not help: the device is locked, say."""

    problem: Problem


Link = Connecting | Watching | Lost | Halted


class Watcher(QObject):
    """One account's wait."""

    heard = Signal(object)
    """Carries a `Watched`."""
    link_changed = Signal(object)

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
        self._tag = ""
        self._failures = 0
        self._asked_at = 0.0
        self._under_way = False
        self._life = 0
        self.link: Link = Connecting()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.ask)

    def ask(self) -> None:
        """Ask now, also in the middle of a pause; a poll that is under way is left alone."""
        if self._under_way:
            return
        self._again.stop()
        self._under_way = True
        self._asked_at = time.monotonic()
        tag, life = self._tag, self._life
        self._polling.run(
            self,
            lambda: self._service.watch(self._binding, tag),
            lambda watched: self._hear(watched, life),
            lambda problem: self._fail(problem, life),
        )

    def ask_anew(self) -> None:
        """The device has a new standing: what a poll of before still brings does not count."""
        self._life += 1
        self._tag = ""
        self._under_way = False
        self._set_link(Connecting())
        self.ask()

    def _hear(self, watched: Watched, life: int) -> None:
        if life != self._life:
            return
        self._under_way = False
        hasty = watched.tag == self._tag and time.monotonic() - self._asked_at < _HASTY
        self._tag = watched.tag
        self._failures = 0
        self._set_link(Watching())
        self.heard.emit(watched)
        self._pause(_FIRST_DELAY if hasty else 0)

    def _fail(self, problem: Problem, life: int) -> None:
        if life != self._life:
            return
        self._under_way = False
        if problem.failure.ends_watching:
            self._set_link(Halted(problem))
            return
        self._failures += 1
        self._set_link(Lost(problem))
        self._pause(max(_delay(self._failures), problem.retry_after or 0))

    def _set_link(self, link: Link) -> None:
        if link != self.link:
            self.link = link
            self.link_changed.emit(link)

    def _pause(self, seconds: float) -> None:
        self._again.start(round(seconds * 1000))


def _delay(failures: int) -> float:
    """Seconds before the next try: doubled each time, and spread so that clinics do not all
    come back in the same second."""
    longest: float = min(_FIRST_DELAY * 2 ** min(failures - 1, 10), _LONGEST_DELAY)
    return longest * random.uniform(0.5, 1)  # noqa: S311 (no secret)
