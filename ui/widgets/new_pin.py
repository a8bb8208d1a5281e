"""A new PIN and its repetition, judged while they are typed (A5)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from authenticator.flows.activation_input import PinFault, pin_faults
from authenticator.model import Secret
from ui.texts import pin_fault_text
from ui.theme import em
from ui.widgets.pin_field import PIN_DIGITS, PinField, ShowToggle
from ui.widgets.pin_rules import PinRules
from ui.widgets.wrapping_row import WrappingRow

_NARROW = 36
"""Below so many heights of the body text the rules stand below the fields."""


class NewPin(QWidget):
    """Fields and rules. Names: `name.first`, `name.second`, each with its `.wrong` and `.hint`;
    `name.show`, `name.rules`; where the PIN that holds is asked for, too, `name.old`."""

    changed = Signal()

    def __init__(self, name: str, label: str, again: str, old: str = "") -> None:
        """`old` is the label of the PIN that holds, where it is asked for."""
        super().__init__()
        # Behind all, so that Tab leads from one to the other.
        both, every = self.tr("Beide"), self.tr("Alle")
        self._toggle = ShowToggle(f"{name}.show", every if old else both, has_words=True)
        self._old = PinField(f"{name}.old", old, self._toggle) if old else None
        self._first = PinField(f"{name}.first", label, self._toggle)
        self._second = PinField(f"{name}.second", again, self._toggle)
        self._rules = PinRules(f"{name}.rules", has_old=bool(old))
        for field in self._fields():
            field.changed.connect(self._check)
        fields = self._column()
        row = WrappingRow(fields, self._rules, gap=1.2, wide=fields, narrow=_NARROW)
        row.turned.connect(self._rules.set_beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row)
        self.is_good = False
        """Whether both are equal and the PIN may be chosen."""
        self.clear()

    def _fields(self) -> list[PinField]:
        return [*([self._old] if self._old else []), self._first, self._second]

    def _column(self) -> QWidget:
        whole = QWidget()
        self._grid = QGridLayout(whole)
        self._grid.setContentsMargins(0, 0, 0, 0)
        *others, last = enumerate(self._fields())
        for at, field in others:
            # A label may be longer than the cells.
            self._grid.addWidget(field, at, 0, 1, 2)
        self._grid.addWidget(last[1], last[0], 0)
        self._grid.setRowStretch(len(self._fields()) + 1, 1)
        self._grid.setColumnStretch(1, 1)
        self.set_small(False)
        return whole

    def set_small(self, small: bool) -> None:
        """Where space is short the rules are in sight too: smaller cells, and the eye beside."""
        count, align = len(self._fields()), Qt.AlignmentFlag
        for field in self._fields():
            field.edit.make_small(small)
        self._toggle.show_words(not small)
        if small:
            # Beside the last one: what is read there comes by Tab there, too.
            self._grid.addWidget(self._toggle, count - 1, 1, align.AlignLeft | align.AlignBottom)
        else:
            self._grid.addWidget(self._toggle, count, 0, 1, 2, align.AlignLeft)
        self._grid.setVerticalSpacing(round(em() * (0.2 if small else 0.8)))
        self._rules.set_brief(small)

    @property
    def rules(self) -> QWidget:
        """What the new PIN must be."""
        return self._rules

    @property
    def edit(self) -> QWidget:
        """Where typing begins."""
        return self._fields()[0].edit

    @property
    def has_old(self) -> bool:
        """Whether the PIN that holds is asked for and was typed."""
        return self._old is not None and self._old.is_complete

    def label_old(self, label: str) -> None:
        """Call the PIN that holds otherwise, where it is asked for."""
        if self._old is not None:
            self._old.set_label(label)

    def label_new(self, label: str) -> None:
        """Call the new PIN otherwise."""
        self._first.set_label(label)

    def say_old_wrong(self, words: str) -> None:
        """Say in the place of its label that the PIN that holds is another one."""
        if self._old is not None:
            self._old.say_wrong(words)

    def take_old(self) -> Secret:
        """The PIN that holds, where it is asked for; its field forgets it."""
        return self._old.take() if self._old else Secret("")

    def take(self) -> Secret:
        """The new PIN; its fields forget it."""
        pin = Secret(self._first.digits)
        for field in (self._first, self._second):
            field.clear()
        return pin

    def clear(self) -> None:
        """Forget the digits."""
        for field in self._fields():
            field.clear()
            field.forget_wrong()
        self._check()

    def say_what_is_missing(self) -> None:
        """The user wants to go on, and cannot yet: say why, at the first field that it is about."""
        for field in self._fields():
            if not field.is_complete:
                field.say_missing()
                field.edit.setFocus()
                return
        # What is wrong with a complete one stands there already.
        (self._second if self._judged() else self._first).edit.setFocus()

    def _check(self) -> None:
        good = self._check_first()
        same = self._check_second()
        self.is_good = good and same and (self._old is None or self._old.is_complete)
        self.changed.emit()

    def _is_old(self) -> bool:
        return self._old is not None and self._old.digits == self._first.digits

    def _judged(self) -> bool:
        """Whether the new PIN may be chosen, repeated or not."""
        return self._first.is_complete and not self._is_old() and not self._faults()

    def _faults(self) -> tuple[PinFault, ...]:
        return pin_faults(self._first.digits)

    def _check_first(self) -> bool:
        if not self._first.is_complete:
            self._rules.show_faults(None)
            self._first.forget_wrong()
            return False
        faults, is_old = self._faults(), self._is_old()
        self._rules.show_faults(faults, is_old=is_old)
        if is_old:
            self._first.say_wrong(self.tr("Das ist Ihr bisheriger PIN‑Code."))
        elif faults:
            self._first.say_wrong(pin_fault_text(faults[0]))
        else:
            self._first.say_good(self.tr("Gut gewählt."))
        return self._judged()

    def _check_second(self) -> bool:
        first, second = self._first.digits, self._second.digits
        if second and not first.startswith(second):
            self._second.say_wrong(self.tr("Die beiden PIN‑Codes sind nicht gleich."))
        elif len(second) == PIN_DIGITS:
            self._second.say_good(self.tr("Beide PIN‑Codes sind gleich."))
        else:
            self._second.forget_wrong()
        return bool(second) and first == second
