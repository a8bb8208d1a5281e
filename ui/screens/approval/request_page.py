"""One request: who asks for what, and the three answers."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authenticator.desktop.remote_session import RemoteSession
from authenticator.failures import Failure, Problem
from authenticator.flows.approval import Answering, Asking
from authenticator.model import LoginRequest
from crypto.protocol import Mode
from crypto.statements import Decision
from ui.screens.approval.texts import origin_words, request_words, session_words
from ui.texts import optional_message, tries_left_text, wrong_pin_text
from ui.theme import em
from ui.timestamps import countdown_text, date_time_text
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import row_with_middle
from ui.widgets.digits_field import DigitsField
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.field_message import MessageLine
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField
from ui.widgets.wrapping_row import WrappingRow

_SMALL = 33
"""Widest row of buttons in a small window, in heights of the body text."""
_BUTTONS = 22
"""Width of the buttons beside no cells that they could be as wide as, in heights of the text."""
_BETWEEN_FIELDS = 1.2
"""Side by side, in heights of the body text."""
_ANY = 16_777_215
"""Width that Qt gives to whatever has no widest one, in pixels."""
_COMPACT = (
    *(Compact.HIDES_DETAIL, Compact.HIDES_DETAIL, Compact.KEEPS_DETAIL),
    *(Compact.HIDES_DETAIL, Compact.JOINS_DETAIL),
)


class RequestPage(Page):
    """Approving takes the PIN, denying one click; a report is confirmed on a page of its own."""

    approved = Signal(object, object)
    """Carries the PIN, and the code in mode CODE, else None."""
    denied = Signal()
    report_chosen = Signal()

    def __init__(self, portal: str, *, line_warning: bool) -> None:
        super().__init__("approval.request", "")
        self._portal = portal
        self._line_warning = line_warning
        self._cid = ""
        self._mode = Mode.BROWSER
        self._may_approve = True
        self._problem = Notice("approval.request.problem", Tone.ERROR)
        self._account, self._browser, self._session, self._began = self._facts()
        self._changes = Fact("approval.request.changes", self.tr("Änderung"), Icon.CLIPBOARD)
        rows = (self._changes, self._account, self._browser, self._session, self._began)
        self._pin = PinField("approval.request.pin", self.tr("Ihr PIN‑Code"))
        self._code = DigitsField("approval.request.code", self.tr("Code im Browser"))
        self._code.make_small()
        self._said = MessageLine()
        self._code.speak_in(self._said)
        self._lead = Text(role="muted", name="approval.request.lead")
        self.add_lead(self._lead)
        self._rows = FactRows("approval.request.facts", rows)
        for widget in (self._problem, self._rows):
            self.body.addWidget(widget)
        self._make_answers()
        self.body.addStretch(1)

    def _facts(self) -> tuple[Fact, Fact, Fact, Fact]:
        return (
            Fact("approval.request.facts.account", self.tr("Konto"), Icon.PERSON),
            Fact("approval.request.facts.browser", self.tr("Browser"), Icon.COMPUTER),
            Fact(
                "approval.request.facts.session", self.tr("Ihr Computer"), Icon.KEYBOARD, quiet=True
            ),
            Fact("approval.request.facts.started", self.tr("Begonnen"), Icon.CLOCK),
        )

    def _make_answers(self) -> None:
        """PIN and buttons below each other, of one width."""
        self._approve = Button("approval.request.approve", "", ButtonRole.PRIMARY)
        self._approve.clicked.connect(self._emit_approved)
        self._approve.set_wide()
        self._deny = Button("approval.request.deny", self.tr("Ablehnen"))
        self._deny.clicked.connect(self.denied)
        words = self.tr("Das war ich nicht")
        self._report = Button("approval.request.report", words, ButtonRole.DANGER)
        for button, meaning in (
            (self._deny, self.tr("Beendet nur diese Anmeldung")),
            (self._report, self.tr("Meldet einen Missbrauch; zuerst steht da, was dann geschieht")),
        ):
            button.setAccessibleDescription(meaning)
            button.setToolTip(meaning)
        self._report.clicked.connect(self.report_chosen)
        self._report.show_icon(Icon.FLAG)
        self.set_inline_actions(self._approve, self._answers())

    def _answers(self) -> QVBoxLayout:
        low = Qt.AlignmentFlag.AlignBottom
        self._fields = WrappingRow(
            self._code,
            self._pin,
            gap=_BETWEEN_FIELDS,
            wide=self._pin,
            narrow=self._both_fields() / em(),
            side=low,
        )
        refusals = QHBoxLayout()
        refusals.setSpacing(round(em() * 0.4))
        for button in (self._deny, self._report):
            button.set_wide()
            refusals.addWidget(button)
        self._buttons = QWidget()
        self._below_each_other = column = QVBoxLayout(self._buttons)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._approve)
        nest(refusals, column)
        self._answer_column = answers = QVBoxLayout()
        nest(row_with_middle(self._fields), answers)
        nest(row_with_middle(self._said), answers)
        nest(row_with_middle(self._buttons), answers)
        return answers

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._rows.set_compact(_COMPACT if small else None)
        self._lead.setVisible(not small)
        self._arrange_session()
        self._approve.set_wide(is_high=not small)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_fields()

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
        self._show_problem(state.problem or forbidden)
        self._set_busy(False)

    def _show_problem(self, problem: Problem | None) -> None:
        is_wrong = problem is not None and problem.failure is Failure.PIN_WRONG
        self._problem.show_message(None if is_wrong else optional_message(problem))
        if problem is not None and is_wrong:
            self._pin.say_wrong(wrong_pin_text(problem), tries_left_text(problem))
        else:
            self._pin.forget_wrong()

    def show_answering(self, state: Answering) -> None:
        """The answer is on its way."""
        self._problem.show_message(None)
        if state.decision is Decision.APPROVE:
            self.show_at_work(self._approve, self.tr("Wird freigegeben …"))
        self._set_busy(True)

    def show_session(self, session: RemoteSession | None) -> None:
        """At which computer the person sits, where the app knows that it is another one."""
        words = session_words(session)
        if words != self._session.value.text():
            # Said once, not at each second.
            self._session.show_fact(words, tone=Tone.INFO)
        self._arrange_session()

    def _arrange_session(self) -> None:
        """A help: where space is short, it would push the buttons out of sight."""
        self._session.setVisible(bool(self._session.value.text()) and not self._is_small)

    def show_remaining(self, seconds: int) -> None:
        """The countdown."""
        words = self.tr("{countdown} gültig")
        left = countdown_text(seconds)
        self._began.show_detail(words.format(countdown=left), left)

    def first_focus(self) -> QWidget:
        if not self._may_approve:
            return self._deny
        needs_code = self._mode is Mode.CODE and not self._code.is_complete
        return self._code.edit if needs_code else self._pin.edit

    def _show_request(self, request: LoginRequest) -> None:
        self._account.show_fact(soft(request.account), request.person)
        self._began.show_fact(date_time_text(request.started))
        browser = self.tr("{browser} unter {system}")
        origin = origin_words(request, line_warning=self._line_warning)
        self._report.set_role(ButtonRole.DANGER if origin.question else ButtonRole.QUIET_DANGER)
        self._browser.show_fact(
            browser.format(browser=request.browser, system=request.os),
            self.tr("IP‑Adresse {address}").format(address=soft(request.ip)),
            short_detail=soft(request.ip),
            usual=origin.usual,
            question=origin.question,
            short_question=origin.short_question,
            is_danger=origin.is_danger,
        )

    def _show_mode(self, request: LoginRequest) -> None:
        """What differs between a login here, one elsewhere, and something that the portal does."""
        words = request_words(request, self._portal)
        self.set_title(words.title)
        self._lead.setText(words.lead)
        self._changes.show_fact(soft(words.changes))
        self._changes.setVisible(bool(words.changes))
        self._approve.setText(words.approve)
        self._code.setVisible(request.mode is Mode.CODE and self._may_approve)
        self._arrange_fields()
        self._pin.setVisible(self._may_approve)
        self._approve.setVisible(self._may_approve)

    def _arrange_fields(self) -> None:
        """The PIN alone in the middle, or the code beside it; below it in a narrow window."""
        has_code = self._mode is Mode.CODE and self._may_approve
        self._pin.stand_alone(not has_code, small=has_code or self._is_small)
        for field in (self._code, self._pin):
            field.edit.make_narrowest(has_code and self._is_small)
        self._fields.set_narrow(self._both_fields() / em())
        self._pin.set_brief(has_code and self._is_small)
        self._pin.speak_in(self._said if has_code else None)
        self._said.setVisible(has_code)
        self._said.keep_free(has_code and not self._is_small)
        for widget in (self._fields, self._said):
            widget.setMaximumWidth(self._both_fields() if has_code else _ANY)
        self._answer_column.setSpacing(round(em() * (0 if self._is_small else 0.5)))
        self._below_each_other.setSpacing(round(em() * (0 if self._is_small else 0.4)))
        cells = em() * _BUTTONS if has_code else self._pin.edit.sizeHint().width()
        self._buttons.setMaximumWidth(em() * _SMALL if self._is_small else cells)

    def _both_fields(self) -> int:
        """Width of both with their small cells, in pixels."""
        cells = sum(each.edit.minimumSizeHint().width() for each in (self._code, self._pin))
        return cells + round(em() * _BETWEEN_FIELDS)

    def _set_busy(self, busy: bool) -> None:
        for widget in (self._code, self._pin, self._deny, self._report):
            widget.setEnabled(not busy)
        self._approve.setEnabled(not busy)

    def _emit_approved(self) -> None:
        if self._mode is Mode.CODE and not self._code.is_complete:
            self._code.say_missing()
            self._code.edit.setFocus()
            return
        if not self._pin.is_complete:
            self._pin.say_missing()
            self._pin.edit.setFocus()
            return
        code = self._code.digits if self._mode is Mode.CODE else None
        self.approved.emit(self._pin.take(), code)
