"""The app cannot begin, or not go on: its settings cannot be read, say."""

from typing import ClassVar

from PySide6.QtCore import Signal

from authenticator.failures import Failure, Problem
from ui.texts import failure_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import ResultPage, message_sign


class StartFailedPage(ResultPage):
    """What happened, and the way out."""

    is_result: ClassVar[bool] = False

    closed = Signal()
    retried = Signal()

    def __init__(self, problem: Problem, *, can_retry: bool = False) -> None:
        super().__init__("start.failed", self._title_of(problem.failure))
        notice = Notice("start.failed.problem", Tone.ERROR)
        message = failure_message(problem)
        notice.show_message(message)
        self.seal.show_sign(message_sign(message))
        self.text.hide()
        self.body.addWidget(notice)
        close = Button(
            "start.failed.close",
            self.tr("Beenden"),
            ButtonRole.SECONDARY if can_retry else ButtonRole.PRIMARY,
        )
        close.clicked.connect(self.closed)
        self._offer(close, can_retry=can_retry)
        self.end()

    def _offer(self, close: Button, *, can_retry: bool) -> None:
        if not can_retry:
            self.set_result_actions(close)
            return
        retry = Button("start.failed.retry", self.tr("Erneut versuchen"), ButtonRole.PRIMARY)
        retry.clicked.connect(self.retried)
        self.set_result_actions(retry, close)

    def _title_of(self, failure: Failure) -> str:
        if failure is Failure.PROFILE_LOST:
            return self.tr("Die App arbeitet hier nicht weiter")
        return self.tr("Die App kann nicht starten")
