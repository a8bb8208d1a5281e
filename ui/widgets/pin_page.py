"""Pages on which the PIN starts something."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.failures import Failure, Problem
from ui.texts import optional_message, wrong_pin_text
from ui.theme import em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import row_with_middle
from ui.widgets.fact_rows import Compact, Fact, FactRows
from ui.widgets.icons import Icon
from ui.widgets.labels import Text, soft
from ui.widgets.layouts import nest
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField

_SMALL = 33
"""Below so many heights of the body text in width or height, details have no space."""


class PinPage(Page):
    """What it is about, whose PIN, the PIN and the buttons, below each other and of one width.

    Names: `name.facts`, `name.problem`, `name.pin`, `name.go`, `name.cancel`.
    """

    entered = Signal(object)
    cancelled = Signal()
    went_back = Signal()
    """The user no longer waits for the portal."""

    button_names: ClassVar[tuple[str, str]] = "go", "cancel"
    """Behind the name of the page."""

    def __init__(self, name: str, title: str, go: str, leave: str = "") -> None:
        """`leave`: words of the way back, where it is not „Abbrechen“."""
        super().__init__(name, title)
        self._go_words = go
        self._is_busy = False
        self._lead = Text(role="lead", name=f"{name}.lead")
        self.add_lead(self._lead)
        self._account = Fact(f"{name}.facts.account", self.tr("Konto"), Icon.PERSON)
        self._facts = FactRows(f"{name}.facts", (self._account,))
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        self._pin = PinField(f"{name}.pin", self.tr("Ihr PIN‑Code"))
        for widget in (self._problem, self._facts):
            self.body.addWidget(widget)
        self._make_buttons(name, leave or self.tr("Abbrechen"))
        self.body.addStretch(1)

    def _make_buttons(self, name: str, leave: str) -> None:
        go, cancel = self.button_names
        self._go = Button(f"{name}.{go}", self._go_words, ButtonRole.PRIMARY)
        self._go.clicked.connect(self._enter)
        self._cancel = Button(f"{name}.{cancel}", leave)
        self._cancel.clicked.connect(self._leave)
        self._buttons = self.stack(self._go, self._cancel, gap=0.4)
        answers = QVBoxLayout()
        answers.setContentsMargins(0, round(em() * 0.6), 0, 0)
        answers.setSpacing(round(em() * 0.6))
        answers.addWidget(self._pin)
        nest(row_with_middle(self._buttons), answers)
        self.set_inline_actions(self._go, answers)
        self.back = self._cancel

    def show_asking(self, lead: str, login: str, problem: Problem | None) -> None:
        """Say what the PIN of `login` will start, and what was wrong the last time."""
        self._lead.setText(lead)
        self._account.show_fact(soft(login))
        self._pin.clear()
        self._show_problem(problem)
        self._pin.setEnabled(True)
        self._is_busy = False
        self._go.setText(self._go_words)
        self._go.setEnabled(True)

    def _show_problem(self, problem: Problem | None) -> None:
        is_wrong = problem is not None and problem.failure is Failure.PIN_WRONG
        self._problem.show_message(None if is_wrong else optional_message(problem))
        if problem is not None and is_wrong:
            self._pin.say_wrong(wrong_pin_text(problem))
        else:
            self._pin.forget_wrong()

    def show_busy(self) -> None:
        """The portal checks the PIN."""
        self._problem.show_message(None)
        # Not lost with the field: Escape still cancels, and Enter presses nothing.
        self.setFocus()
        self._pin.setEnabled(False)
        self._is_busy = True
        self.show_at_work(self._go, self.tr("Wird geprüft …"))
        self._go.setEnabled(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = event.size()
        small = size.height() < em() * _SMALL or size.width() < em() * _SMALL
        self.set_tight(small)
        self._facts.set_compact((Compact.KEEPS_DETAIL,) if small else None)
        self._pin.stand_alone(True, small=small)
        self._go.set_wide(is_high=not small)
        super().resizeEvent(event)

    def _enter(self) -> None:
        if self._pin.is_complete:
            self.entered.emit(self._pin.take())
        else:
            self._pin.say_missing()
            self._pin.edit.setFocus()

    def _leave(self) -> None:
        (self.went_back if self._is_busy else self.cancelled).emit()

    def first_focus(self) -> QWidget:
        return self._pin.edit
