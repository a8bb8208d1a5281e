"""The PIN that holds, and the new one twice."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.failures import Failure, Problem
from ui.texts import failure_message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text, soft
from ui.widgets.new_pin import NewPin
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.pin_field import PinField


class PinsPage(Page):
    """All on one page, so that nothing has to be kept in mind."""

    entered = Signal(object, object)
    cancelled = Signal()
    went_back = Signal()
    """The user no longer waits for the portal."""

    def __init__(self) -> None:
        super().__init__("pinchange.pins", self.tr("PIN‑Code ändern"))
        self._is_busy = False
        self._lead = Text(name="pinchange.pins.lead")
        self._problem = Notice("pinchange.pins.problem", Tone.ERROR)
        self._old = PinField("pinchange.pins.old", self.tr("Bisheriger PIN‑Code:"))
        self._new = NewPin(
            "pinchange.pins",
            self.tr("Neuer PIN‑Code:"),
            self.tr("Neuen PIN‑Code wiederholen:"),
        )
        for widget in (self._problem, self._lead, self._old, self._new):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._go = Button("pinchange.pins.go", "", ButtonRole.PRIMARY)
        self._go.setAccessibleDescription(
            self.tr("Möglich, sobald alle drei Felder richtig ausgefüllt sind")
        )
        self._go.clicked.connect(self._enter)
        self._cancel = Button("pinchange.pins.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self._leave)
        self.set_actions(self._go, self._cancel)
        self._old.changed.connect(self._check)
        self._new.changed.connect(self._check)

    def show_asking(self, login: str, problem: Problem | None) -> None:
        """Begin with empty fields, and say what was wrong the last time."""
        words = self.tr("Der neue PIN‑Code gilt sofort für {login} auf diesem Computer.")
        self._lead.setText(words.format(login=soft(login)))
        self._show_problem(problem)
        self._old.clear()
        self._new.clear()
        self._go.setText(self.tr("PIN‑Code ändern"))
        self._set_busy(False)

    def show_busy(self) -> None:
        """The portal checks the old PIN and takes the new one."""
        self._problem.show_message(None)
        self.show_at_work(self._go, self.tr("Wird geändert …"))
        # Not lost with the field: Escape still cancels, and Enter presses nothing.
        self.setFocus()
        self._set_busy(True)

    def first_focus(self) -> QWidget:
        return self._old.edit

    def _show_problem(self, problem: Problem | None) -> None:
        if problem is None:
            self._problem.show_message(None)
            return
        message = failure_message(problem)
        if problem.failure is Failure.PIN_WRONG:
            message = replace(message, title=self.tr("Der bisherige PIN‑Code ist nicht richtig."))
        self._problem.show_message(message)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        for widget in (self._old, self._new):
            widget.setEnabled(not busy)
        self._go.setEnabled(not busy and self._is_complete())

    def _is_complete(self) -> bool:
        return self._old.is_complete and self._new.is_good

    def _check(self) -> None:
        self._new.refuse(self._old.digits if self._old.is_complete else "")
        self._go.setEnabled(self._is_complete())

    def _leave(self) -> None:
        (self.went_back if self._is_busy else self.cancelled).emit()

    def _enter(self) -> None:
        new = self._new.take()
        self.entered.emit(self._old.take(), new)
