"""One login request: who asks, and the three answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.approval import Answering, Asking
from authenticator.model import LoginRequest
from crypto.statements import Decision
from ui.moments import countdown_text, moment_text
from ui.texts import optional_message
from ui.widgets.buttons import Button, Rank
from ui.widgets.facts import Facts
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField


class RequestPage(Page):
    """Approving takes the PIN; denying and reporting take one click."""

    approved = Signal(object)
    denied = Signal()
    reported = Signal()

    def __init__(self, portal: str) -> None:
        super().__init__("approval.request", self.tr("Möchten Sie sich anmelden?"))
        self._portal = portal
        self._cid = ""
        self._problem = Notice("approval.request.problem", Tone.ERROR)
        self._facts = Facts("approval.request.facts", self._words())
        self._pin = PinField("approval.request.pin", self.tr("PIN-Code:"))
        self._pin.changed.connect(self._judge)
        warning = self.tr(
            "Sie haben sich gerade nicht angemeldet? Dann wählen Sie „Das war ich nicht“. Die "
            "Anmeldung wird beendet und als Missbrauchsversuch gemeldet."
        )
        for widget in (self._problem, self._facts, self._pin, Text(warning, "muted")):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._make_actions()

    def _words(self) -> dict[str, str]:
        return {
            "portal": self.tr("Portal"),
            "account": self.tr("Konto"),
            "browser": self.tr("Browser"),
            "address": self.tr("IP-Adresse"),
            "started": self.tr("Begonnen"),
            "remaining": self.tr("Gültig"),
        }

    def _make_actions(self) -> None:
        self._approve = Button("approval.request.approve", "", Rank.PRIMARY)
        self._approve.clicked.connect(lambda: self.approved.emit(self._pin.take()))
        self._deny = Button("approval.request.deny", self.tr("Ablehnen"))
        self._deny.clicked.connect(self.denied)
        words = self.tr("Das war ich nicht")
        self._report = Button("approval.request.report", words, Rank.DANGER)
        self._report.setAccessibleDescription(self.tr("Beendet die Anmeldung und meldet sie"))
        self._report.clicked.connect(self.reported)
        self.set_actions(self._approve, self._report, self._deny)
        # Escape must not answer anything.
        self.back = None

    def show_asking(self, state: Asking) -> None:
        """Show the request. Digits typed for another one are forgotten."""
        if state.request.cid != self._cid or state.problem is not None:
            self._pin.clear()
        self._cid = state.request.cid
        self._show_request(state.request)
        self._problem.show_message(optional_message(state.problem))
        self._approve.setText(self.tr("Anmeldung freigeben"))
        self._set_busy(False)

    def show_answering(self, state: Answering) -> None:
        """The answer is on its way."""
        self._problem.show_message(None)
        if state.decision is Decision.APPROVE:
            self._approve.setText(self.tr("Wird freigegeben …"))
        self._set_busy(True)

    def show_remaining(self, seconds: int) -> None:
        """The countdown."""
        self._facts.show_values(remaining=countdown_text(seconds))

    def first_focus(self) -> QWidget:
        return self._pin.edit

    def _show_request(self, request: LoginRequest) -> None:
        browser = self.tr("{browser} unter {system}")
        self._facts.show_values(
            portal=f"{self._portal} ({soft(request.aud.partition('://')[2])})",
            account=soft(request.account),
            browser=browser.format(browser=request.browser, system=request.os),
            address=request.ip,
            started=moment_text(request.started),
        )

    def _set_busy(self, busy: bool) -> None:
        for widget in (self._pin, self._deny, self._report):
            widget.setEnabled(not busy)
        self._approve.setEnabled(not busy and self._pin.is_complete)

    def _judge(self) -> None:
        self._approve.setEnabled(self._pin.is_complete)
