"""A new PIN and its repetition, judged while they are typed (A5)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authenticator.flows.activation_input import pin_fault
from authenticator.model import Secret
from ui.texts import pin_fault_text
from ui.theme import em
from ui.widgets.pin_field import PIN_DIGITS, PinField, ShowToggle


class NewPin(QWidget):
    """Two fields. Names: `name.first`, `name.second`, each with its `.hint`; `name.show`."""

    changed = Signal()

    def __init__(self, name: str, label: str, again: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._old = ""
        # Behind both, so that Tab leads from one to the other.
        toggle = ShowToggle(f"{name}.show", self.tr("Beide PIN‑Codes"), has_words=True)
        self._first = PinField(f"{name}.first", label, toggle)
        self._second = PinField(f"{name}.second", again, toggle)
        self._first.changed.connect(self._check)
        self._second.changed.connect(self._check)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em())
        column.addWidget(self._first)
        column.addWidget(self._second)
        column.addWidget(toggle)
        self.is_good = False
        """Whether both are equal and the PIN may be chosen."""
        self.clear()

    @property
    def edit(self) -> QWidget:
        """Where typing begins."""
        return self._first.edit

    def refuse(self, old: str) -> None:
        """Have `old` refused as the new PIN: it is the one that holds."""
        if old != self._old:
            self._old = old
            self._check()

    def take(self) -> Secret:
        """The PIN; both fields forget it."""
        pin = Secret(self._first.digits)
        self.clear()
        return pin

    def clear(self) -> None:
        """Forget the digits."""
        self._old = ""
        self._first.clear()
        self._second.clear()
        self._check()

    def _check(self) -> None:
        good = self._check_first()
        same = self._check_second()
        self.is_good = good and same
        self.changed.emit()

    def _check_first(self) -> bool:
        hint = self._first.hint
        if not self._first.is_complete:
            hint.show_plain(self.tr("6 Ziffern, keine Buchstaben und Sonderzeichen"))
            return False
        if self._first.digits == self._old:
            hint.show_bad(self.tr("Das ist Ihr bisheriger PIN‑Code. Bitte nehmen Sie einen neuen."))
            return False
        fault = pin_fault(self._first.digits)
        if fault is not None:
            hint.show_bad(pin_fault_text(fault))
            return False
        hint.show_good(self.tr("Gut gewählt."))
        return True

    def _check_second(self) -> bool:
        first, second, hint = self._first.digits, self._second.digits, self._second.hint
        if second and not first.startswith(second):
            hint.show_bad(self.tr("Die beiden PIN‑Codes sind nicht gleich."))
            return False
        if len(second) == PIN_DIGITS:
            hint.show_good(self.tr("Beide PIN‑Codes sind gleich."))
            return True
        hint.show_plain("")
        return False
