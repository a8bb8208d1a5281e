"""A profile that comes after the start, as where a server copies it to the user's computer."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from authenticator.storage.profile_store import file_state

_SOON: Final = 2_000
_LATER: Final = 30_000
"""Milliseconds until the next look: each one wakes the processor."""
_FIRST_LOOKS: Final = 30
"""So many soon after each other, from the start and from each change."""


class LateProfile(QObject):
    """Looks for a change of the profile's files, as they were when this was made."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._state = file_state(folder)
        self._take_up: Callable[[], bool] | None = None
        self._looks = 0
        self.timer = QTimer(self, singleShot=True)
        self.timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self.timer.timeout.connect(self.look)

    def wait(self, take_up: Callable[[], bool]) -> None:
        """Call `take_up` at each change, until it says that all is there."""
        self._take_up = take_up
        self._looks = 0
        self.timer.start(_SOON)

    def look(self) -> None:
        """See whether the files are others than at the last look."""
        if self._take_up is None:
            return
        self._looks += 1
        state = file_state(self._folder)
        if state != self._state:
            self._state = state
            self._looks = 0
            if self._take_up():
                self._take_up = None
                self.timer.stop()
                return
        self.timer.start(_SOON if self._looks < _FIRST_LOOKS else _LATER)
