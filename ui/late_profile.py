"""A profile that comes after the start, as where a server copies it to the user's computer."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from authenticator.storage.profile_store import file_state

_LOOK: Final = 2000
"""Milliseconds between two looks."""


class LateProfile(QObject):
    """Looks for a change of the profile's files, as they were when this was made."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._state = file_state(folder)
        self._take_up: Callable[[], bool] | None = None
        self._looks = QTimer(self)
        self._looks.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._looks.timeout.connect(self.look)

    def wait(self, take_up: Callable[[], bool]) -> None:
        """Call `take_up` at each change, until it says that all is there."""
        self._take_up = take_up
        self._looks.start(_LOOK)

    def look(self) -> None:
        """See whether the files are others than at the last look."""
        state = file_state(self._folder)
        if self._take_up is None or state == self._state:
            return
        self._state = state
        if self._take_up():
            self._take_up = None
            self._looks.stop()
