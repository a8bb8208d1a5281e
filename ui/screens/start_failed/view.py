"""The app cannot begin, or not go on: its settings cannot be read, say."""

from PySide6.QtCore import Signal

from authenticator.failures import Failure, Problem
from ui.texts import failure_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page


class StartFailedPage(Page):
    """What happened, and the way out."""

    closed = Signal()
    retried = Signal()

    def __init__(self, problem: Problem, *, can_retry: bool = False) -> None:
        super().__init__("start.failed", self._title_of(problem.failure))
        notice = Notice("start.failed.problem", Tone.ERROR)
        notice.show_message(failure_message(problem))
        self.body.addWidget(notice)
        self.body.addStretch(1)
        close = Button(
            "start.failed.close",
            self.tr("Beenden"),
            ButtonRole.SECONDARY if can_retry else ButtonRole.PRIMARY,
        )
        close.clicked.connect(self.closed)
        if not can_retry:
            self.set_actions(close)
            return
        retry = Button("start.failed.retry", self.tr("Erneut versuchen"), ButtonRole.PRIMARY)
        retry.clicked.connect(self.retried)
        self.set_actions(retry, None, close)

    def _title_of(self, failure: Failure) -> str:
        if failure is Failure.PROFILE_LOST:
            return self.tr("Die App arbeitet hier nicht weiter")
        return self.tr("Die App kann nicht starten")
