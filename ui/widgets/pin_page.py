"""A page on which the PIN starts something."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.failures import Problem
from ui.texts import optional_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.key_value_table import KeyValueTable
from ui.widgets.labels import Text, soft
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField


class PinPage(Page):
    """Names: `name.facts`, `name.problem`, `name.pin`, `name.go`, `name.cancel`."""

    entered = Signal(object)
    cancelled = Signal()
    went_back = Signal()
    """The user no longer waits for the portal."""

    def __init__(self, name: str, title: str, go: str) -> None:
        super().__init__(name, title)
        self._go_words = go
        self._is_busy = False
        self._lead = Text(name=f"{name}.lead")
        self._facts = KeyValueTable(f"{name}.facts", {"account": self.tr("Konto")})
        self._problem = Notice(f"{name}.problem", Tone.ERROR)
        self._pin = PinField(f"{name}.pin", self.tr("PIN‑Code:"))
        for widget in (self._problem, self._lead, self._facts, self._pin):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._go = Button(f"{name}.go", go, ButtonRole.PRIMARY)
        self._go.clicked.connect(lambda: self.entered.emit(self._pin.take()))
        self._cancel = Button(f"{name}.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self._leave)
        self.set_actions(self._go, self._cancel)
        self._pin.changed.connect(lambda: self._go.setEnabled(self._pin.is_complete))

    def show_asking(self, lead: str, login: str, problem: Problem | None) -> None:
        """Say what the PIN of `login` will start, and what was wrong the last time."""
        self._lead.setText(lead)
        self._facts.show_values(account=soft(login))
        self._problem.show_message(optional_message(problem))
        self._pin.clear()
        self._pin.setEnabled(True)
        self._is_busy = False
        self._go.setText(self._go_words)
        self._go.setEnabled(False)

    def show_busy(self) -> None:
        """The portal checks the PIN."""
        self._problem.show_message(None)
        # Not lost with the field: Escape still cancels, and Enter presses nothing.
        self.setFocus()
        self._pin.setEnabled(False)
        self._is_busy = True
        self.show_at_work(self._go, self.tr("Wird geprüft …"))
        self._go.setEnabled(False)

    def _leave(self) -> None:
        (self.went_back if self._is_busy else self.cancelled).emit()

    def first_focus(self) -> QWidget:
        return self._pin.edit
