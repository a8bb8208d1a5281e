"""Background work that a test carries out when it wants to."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from ui.jobs import JobRunner, Jobs


class HeldJobs:
    """`finish` runs the oldest job that waits, and delivers what came of it."""

    def __init__(self) -> None:
        self.actions: list[Callable[[], None]] = []
        self.polling: list[Callable[[], None]] = []
        self.jobs = Jobs(JobRunner(self.actions.append), JobRunner(self.polling.append))

    def finish(self) -> None:
        """Carry out the oldest action."""
        self.actions.pop(0)()
        self.deliver()

    def finish_poll(self) -> None:
        """Carry out the oldest poll."""
        self.polling.pop(0)()
        self.deliver()

    def finish_all(self) -> None:
        """Carry out actions until none waits."""
        while self.actions:
            self.finish()

    def deliver(self) -> None:
        """Bring results that wait to the GUI thread."""
        QCoreApplication.sendPostedEvents(self.jobs.actions)
        QCoreApplication.sendPostedEvents(self.jobs.polling)
