"""The PIN that holds, and the new one twice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from authenticator.failures import Failure, Problem
from ui.texts import optional_message, wrong_pin_text
from ui.widgets.buttons import Button
from ui.widgets.labels import Text, soft
from ui.widgets.new_pin import NewPin
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.waiting_button import WaitingButton


class PinsPage(Page):
    """All on one page, so that nothing has to be kept in mind."""

    entered = Signal(object, object)
    cancelled = Signal()
    went_back = Signal()
    """The user no longer waits for the portal."""

    def __init__(self) -> None:
        super().__init__("pinchange.pins", self.tr("PIN‑Code ändern"))
        self._is_busy = False
        self._login = ""
        self._is_wrong = False
        self._lead = Text(role="lead", name="pinchange.pins.lead")
        self._problem = Notice("pinchange.pins.problem", Tone.ERROR)
        self._pins = NewPin(
            "pinchange.pins",
            self.tr("Neuer PIN‑Code:"),
            self.tr("Neuen PIN‑Code wiederholen:"),
            self.tr("Bisheriger PIN‑Code:"),
        )
        self.body.addWidget(self._problem)
        self.add_lead_at_left(self._lead)
        self.body.addWidget(self._pins)
        self.body.addStretch(1)
        self._go = WaitingButton(
            "pinchange.pins.go",
            self.tr("PIN‑Code ändern"),
            self.tr("Möglich, sobald alle drei Felder richtig ausgefüllt sind"),
        )
        self._go.too_early.connect(self.say_what_is_missing)
        self._go.clicked.connect(self._enter)
        self._cancel = Button("pinchange.pins.cancel", self.tr("Abbrechen"))
        self._cancel.clicked.connect(self._leave)
        self.set_actions(self._go, self._cancel)
        self._pins.changed.connect(self._show_how_far)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._pins.set_small(small)
        self._name_account()

    def _show_how_far(self) -> None:
        self._go.setEnabled(self._pins.is_good)
        if self._is_small and self._pins.has_old:
            # All three fields leave the rules no space; what is typed next is about them.
            self.bring_into_view(self._pins.rules)

    def show_asking(self, login: str, problem: Problem | None) -> None:
        """Begin with empty fields, and say what was wrong the last time."""
        self._login = login
        self._is_wrong = problem is not None and problem.failure is Failure.PIN_WRONG
        self._name_account()
        self._pins.clear()
        self._show_problem(problem)
        self._go.setText(self.tr("PIN‑Code ändern"))
        self._set_busy(False)

    def _name_account(self) -> None:
        """Where the lead has no space, at the field of the PIN that the account has; at that of the
        new one where the first says that its PIN is wrong.
        """
        login = soft(self._login)
        old, new = self.tr("Bisheriger PIN‑Code:"), self.tr("Neuer PIN‑Code:")
        words = self.tr("Der neue PIN‑Code gilt sofort für {login} auf diesem Computer.")
        self._lead.setText(words.format(login=login))
        self._lead.setVisible(not self._is_small)
        if self._is_small:
            old = self.tr("PIN‑Code von {login}:").format(login=login)
        if self._is_small and self._is_wrong:
            new = self.tr("Neuer PIN‑Code für {login}:").format(login=login)
        self._pins.label_old(old)
        self._pins.label_new(new)

    def show_busy(self) -> None:
        """The portal checks the old PIN and takes the new one."""
        self._problem.show_message(None)
        self.show_at_work(self._go, self.tr("Wird geändert …"))
        # Not lost with the field: Escape still cancels, and Enter presses nothing.
        self.setFocus()
        self._set_busy(True)

    def first_focus(self) -> QWidget:
        return self._pins.edit

    def say_what_is_missing(self) -> None:
        if not self._is_busy:
            self._pins.say_what_is_missing()

    def _show_problem(self, problem: Problem | None) -> None:
        self._problem.show_message(None if self._is_wrong else optional_message(problem))
        if problem is not None and self._is_wrong:
            self._pins.say_old_wrong(wrong_pin_text(problem))

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._pins.setEnabled(not busy)
        self._go.setEnabled(not busy and self._pins.is_good)

    def _leave(self) -> None:
        (self.went_back if self._is_busy else self.cancelled).emit()

    def _enter(self) -> None:
        new = self._pins.take()
        self.entered.emit(self._pins.take_old(), new)
