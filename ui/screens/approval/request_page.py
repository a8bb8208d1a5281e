"""One request: who asks for what, and the three answers."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.failures import Failure, Problem
from authenticator.flows.approval import Answering, Asking
from authenticator.model import LoginRequest
from crypto.protocol import Mode
from crypto.statements import Decision
from ui.screens.approval.texts import request_words
from ui.texts import optional_message
from ui.timestamps import countdown_text, date_time_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.digits_field import DigitsField
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField
from ui.widgets.wrapping_row import WrappingRow


class RequestPage(Page):
    """Approving takes the PIN, denying one click; a report is confirmed on a page of its own."""

    approved = Signal(object, object)
    """Carries the PIN, and the code in mode CODE, else None."""
    denied = Signal()
    report_chosen = Signal()

    def __init__(self, portal: str) -> None:
        super().__init__("approval.request", "")
        self._portal = portal
        self._cid = ""
        self._mode = Mode.BROWSER
        self._may_approve = True
        self._problem = Notice("approval.request.problem", Tone.ERROR)
        self._afar = Notice("approval.request.afar", Tone.ERROR)
        self._facts = KeyValueTable("approval.request.facts", self._words())
        self._pin = PinField("approval.request.pin", self.tr("PIN-Code:"))
        self._code = DigitsField("approval.request.code", self.tr("Code aus dem Browser:"))
        self._warning = Text(role="muted", name="approval.request.warning")
        for field in (self._code, self._pin):
            field.changed.connect(self._check)
        for widget in (self._problem, self._afar, self._facts):
            self.body.addWidget(widget)
        self.body.addWidget(WrappingRow(self._code, self._pin, gap=1.6))
        self.body.addWidget(self._warning)
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
        self._approve = Button("approval.request.approve", "", ButtonRole.PRIMARY)
        self._approve.clicked.connect(self._emit_approved)
        self._deny = Button("approval.request.deny", self.tr("Ablehnen"))
        self._deny.clicked.connect(self.denied)
        words = self.tr("Das war ich nicht")
        self._report = Button("approval.request.report", words, ButtonRole.DANGER)
        self._report.setAccessibleDescription(self.tr("Sagt zuerst, was dann geschieht"))
        self._report.clicked.connect(self.report_chosen)
        self.set_actions(self._approve, self._report, self._deny)
        # Escape must not answer anything.
        self.back = None

    def show_asking(self, state: Asking, *, may_approve: bool) -> None:
        """Show the request. Digits typed for another one are forgotten."""
        if state.request.cid != self._cid or state.problem is not None:
            self._pin.clear()
        if state.request.cid != self._cid:
            self._code.clear()
        self._cid, self._mode = state.request.cid, state.request.mode
        self._may_approve = may_approve
        self._show_request(state.request)
        self._show_mode(state.request)
        forbidden = None if may_approve else Problem(Failure.CODE_TRANSFER_FORBIDDEN)
        self._problem.show_message(optional_message(state.problem or forbidden))
        # It was read before, and the fields have to stay in view.
        self._afar.setVisible(self._afar.isVisibleTo(self) and state.problem is None)
        self._set_busy(False)

    def show_answering(self, state: Answering) -> None:
        """The answer is on its way."""
        self._problem.show_message(None)
        if state.decision is Decision.APPROVE:
            self.show_at_work(self._approve, self.tr("Wird freigegeben …"))
        self._set_busy(True)

    def show_remaining(self, seconds: int) -> None:
        """The countdown."""
        self._facts.show_values(remaining=countdown_text(seconds))

    def first_focus(self) -> QWidget:
        if not self._may_approve:
            return self._deny
        needs_code = self._mode is Mode.CODE and not self._code.is_complete
        return self._code.edit if needs_code else self._pin.edit

    def _show_request(self, request: LoginRequest) -> None:
        browser = self.tr("{browser} unter {system}")
        self._facts.show_values(
            portal=f"{self._portal} ({soft(request.aud.partition('://')[2])})",
            account=soft(request.account),
            browser=browser.format(browser=request.browser, system=request.os),
            address=request.ip,
            started=date_time_text(request.started),
        )

    def _show_mode(self, request: LoginRequest) -> None:
        """What differs between a login here, one elsewhere, and something that the portal does."""
        words = request_words(request)
        self.set_title(words.title)
        self.step.setText(words.lead)
        self.step.setVisible(bool(words.lead))
        self._warning.setText(words.warning)
        self._approve.setText(words.approve)
        afar = request.mode is Mode.CODE and self._may_approve
        self._code.setVisible(afar)
        self._pin.setVisible(self._may_approve)
        self._approve.setVisible(self._may_approve)
        if afar:
            self._afar.show_text(words.danger, words.danger_text)
        else:
            self._afar.hide()

    def _set_busy(self, busy: bool) -> None:
        for widget in (self._code, self._pin, self._deny, self._report):
            widget.setEnabled(not busy)
        self._approve.setEnabled(not busy and self._is_complete())

    def _is_complete(self) -> bool:
        has_code = self._mode is not Mode.CODE or self._code.is_complete
        return self._pin.is_complete and has_code

    def _check(self) -> None:
        self._approve.setEnabled(self._is_complete())

    def _emit_approved(self) -> None:
        code = self._code.digits if self._mode is Mode.CODE else None
        self.approved.emit(self._pin.take(), code)
