"""Tells of a newer version, some time after the start and once a day; never loads or starts it."""

import random
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.services.ports import ReleasePort
from ui.jobs import JobRunner

FIRST: Final = (5 * 60, 20 * 60)
"""Seconds after the start, by chance between the two: not all computers ask at once."""
NEXT: Final = (22 * 3600, 26 * 3600)


class NewVersion(QObject):
    """Asks in the background. A failure is told to nobody: it changes nothing for the user."""

    changed = Signal(str)
    """Carries the version to tell of, or ""."""

    def __init__(
        self, service: Callable[[], ReleasePort | None], reading: JobRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.version = ""
        self._service = service
        self._reading = reading
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.ask)

    def begin(self) -> None:
        """Ask some time after the start."""
        self._wait(FIRST)

    def ask(self) -> None:
        """Ask now, and again in a day."""
        self._wait(NEXT)
        self._reading.run(self, self._newest, self._take, lambda _problem: None)

    def defer(self) -> None:
        """The user wants to be told later."""
        version = self.version

        def work() -> None:
            if (service := self._service()) is not None:
                service.defer(version)

        self._reading.run(self, work, lambda _: None, lambda _problem: None)
        self._take(None)

    def _newest(self) -> str | None:
        service = self._service()
        return None if service is None else service.newest()

    def _wait(self, seconds: tuple[int, int]) -> None:
        self._timer.start(round(random.uniform(*seconds) * 1000))  # noqa: S311 (no secret)

    def _take(self, version: str | None) -> None:
        self.version = version or ""
        self.changed.emit(self.version)
