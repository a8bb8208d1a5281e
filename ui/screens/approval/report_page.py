"""What a report leads to, before it is sent."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.model import LoginRequest
from ui.screens.approval.texts import report_words
from ui.texts import account_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.icons import Icon
from ui.widgets.labels import soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.outcome import SealPage


class ReportPage(SealPage):
    """Nothing here is pressed by accident: Enter and Escape go back to the request."""

    confirmed = Signal()
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__("approval.report", self.tr("Waren Sie das nicht?"))
        self.seal.show_icon(Icon.FLAG, Tone.WARNING)
        self._consequences = Notice("approval.report.consequences", Tone.WARNING)
        self.body.addWidget(self._consequences)
        self._send = Button("approval.report.send", "", ButtonRole.DANGER)
        self._send.clicked.connect(self.confirmed)
        self._back = Button("approval.report.back", self.tr("Zurück"))
        self._back.clicked.connect(self.went_back)
        self.set_stacked_actions(self._back, self._send)
        self.back = self._back
        self.end()

    def show_asking(self, request: LoginRequest) -> None:
        """Say what happens to the account of `request`."""
        self.text.setText(account_text(soft(request.account)))
        self._consequences.show_text(*report_words(request.mode))
        self._send.setText(self.tr("Ja, melden"))
        self._set_busy(False)

    def show_busy(self) -> None:
        """The portal is told."""
        self.show_at_work(self._send, self.tr("Wird gemeldet …"))
        self._set_busy(True)

    def first_focus(self) -> QWidget:
        return self._back

    def _set_busy(self, busy: bool) -> None:
        for button in (self._send, self._back):
            button.setEnabled(not busy)
