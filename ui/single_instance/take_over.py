"""Has the window of another session end, and takes the profile once that has let go."""

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.desktop.profile_lease import LIFETIME, RENEWAL
from authenticator.desktop.profile_lock import ProfileLock
from authenticator.desktop.take_over import PATIENCE, TakeOverRequest
from authenticator.failures import Failure, Problem, Refused
from ui.single_instance.startup_lock import StartupLock, new_holder

_PAUSE: Final = 500
"""Milliseconds between two tries."""


class TakeOver(QObject):
    """The profile's lock alone decides: no answer of the other window is taken for its end."""

    taken = Signal(object)
    """Carries the `StartupLock`: the other window has ended."""
    failed = Signal(object)
    """Carries a `Problem`: OPEN_ELSEWHERE where the other window did not let go in time."""

    def __init__(self, folder: Path, link: str, parent: QObject | None = None) -> None:
        """`link`: what this start was for, as `Message.link`."""
        super().__init__(parent)
        self._lock = ProfileLock(folder)
        self._request = TakeOverRequest(folder)
        self._link = link
        self._begun = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.attempt)

    def ask(self) -> None:
        """Ask the other window to end; one of the signals follows, unless `stop` comes first."""
        try:
            self._request.make()
        except Refused as refusal:
            self.failed.emit(refusal.problem)
            return
        self._begun = time.monotonic()
        self._timer.start(_PAUSE)

    def stop(self) -> None:
        """Ask no longer."""
        self._timer.stop()
        self._request.withdraw()

    def attempt(self) -> None:
        """Take the profile if it is free, or if a lease on it has ended."""
        mine = new_holder()
        try:
            taken = self._lock.take(mine)
        except Refused as refusal:
            self.stop()
            self.failed.emit(refusal.problem)
            return
        if taken:
            self.stop()
            self.taken.emit(StartupLock(self._lock, mine.address, self._link))
        elif time.monotonic() - self._begun > self._patience:
            self.stop()
            self.failed.emit(Problem(Failure.OPEN_ELSEWHERE))

    @property
    def _patience(self) -> float:
        """Seconds. The lease of a computer that is gone ends within it."""
        return LIFETIME + RENEWAL if self._lock.needs_renewal else PATIENCE
