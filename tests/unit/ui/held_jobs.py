"""Background work that a test carries out when it wants to."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from ui.jobs import JobRunner, Jobs, deliveries


class HeldJobs:
    """`finish` runs the oldest job that waits, and delivers what came of it."""

    def __init__(self) -> None:
        self.actions: list[Callable[[], None]] = []
        self.polling: list[Callable[[], None]] = []
        self.reading: list[Callable[[], None]] = []
        kinds = (self.actions, self.polling, self.reading)
        self.jobs = Jobs(*(JobRunner(kind.append) for kind in kinds))

    def finish(self) -> None:
        """Carry out the oldest action."""
        self.actions.pop(0)()
        self.deliver()

    def finish_poll(self) -> None:
        """Carry out the oldest poll."""
        self.polling.pop(0)()
        self.deliver()

    def finish_reading(self) -> None:
        """Carry out what is read beside actions and polls."""
        while self.reading:
            self.reading.pop(0)()
        self.deliver()

    def finish_all(self) -> None:
        """Carry out actions until none waits."""
        while self.actions:
            self.finish()

    def deliver(self) -> None:
        """Bring results that wait to the GUI thread."""
        QCoreApplication.sendPostedEvents(deliveries())
