"""What a new PIN must be, ticked off while it is typed (A5)."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout

from authenticator.flows.activation_input import PinFault
from ui.theme import em
from ui.widgets.labels import Text
from ui.widgets.symbols import Sign, Symbol

_WIDTH: Final = 14
"""Of the card beside the fields, in heights of the body text."""


class PinRules(QFrame):
    """A card. Names: `name`, and `name.1` and so on for the rules."""

    def __init__(self, name: str, *, has_old: bool) -> None:
        """`has_old`: the new PIN must differ from one that holds now."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        words = self._words()
        if has_old:
            words[None] = self.tr("nicht der bisherige")
        self._rules = [
            (faults, Symbol(Sign.WAITING, 1.3), Text(rule, name=f"{name}.{number}"))
            for number, (faults, rule) in enumerate(words.items(), 1)
        ]
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(round(em() * 0.7))
        self._grid.setVerticalSpacing(round(em() * 0.55))
        column = QVBoxLayout(self)
        side = round(em() * 1.4)
        column.setContentsMargins(side, em(), em(), em())
        column.setSpacing(round(em() * 0.6))
        column.addWidget(Text(self.tr("Regeln"), "strong"))
        column.addLayout(self._grid)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.set_beside(True)
        self.show_faults(None)

    def _words(self) -> dict[tuple[PinFault, ...] | None, str]:
        """By what breaks them; None is the PIN that holds now."""
        return {
            (PinFault.NOT_SIX_DIGITS,): self.tr("6 Ziffern"),
            (PinFault.RUN,): self.tr("keine Reihe"),
            (PinFault.REPEAT, PinFault.PATTERN): self.tr("kein Muster"),
            (PinFault.DATE,): self.tr("kein Datum"),
            (PinFault.COMMON,): self.tr("nicht oft benutzt"),
        }

    def set_beside(self, beside: bool) -> None:
        """Below each other beside the fields, or in two columns below them."""
        self.setMaximumWidth(em() * _WIDTH if beside else 16_777_215)
        rows = len(self._rules) if beside else -(-len(self._rules) // 2)
        for number, (_, sign, words) in enumerate(self._rules):
            part, row = divmod(number, rows)
            self._grid.addWidget(sign, row, 2 * part, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 2 * part + 1)
        for part in range(2):
            self._grid.setColumnStretch(2 * part + 1, int(part == 0 or not beside))

    def show_faults(self, faults: Sequence[PinFault] | None, *, is_old: bool = False) -> None:
        """Tick off what is kept; None while there are not six digits yet."""
        for breaks, sign, words in self._rules:
            if faults is None:
                self._show(sign, words, Sign.WAITING)
            elif is_old if breaks is None else any(fault in breaks for fault in faults):
                self._show(sign, words, Sign.BROKEN)
            else:
                self._show(sign, words, Sign.DONE)

    def _show(self, symbol: Symbol, words: Text, sign: Sign) -> None:
        symbol.show_sign(sign)
        words.set_tone("bad" if sign is Sign.BROKEN else "")
        state = {
            Sign.DONE: self.tr("{rule}: erfüllt"),
            Sign.BROKEN: self.tr("{rule}: nicht erfüllt"),
        }.get(sign, "{rule}")
        words.setAccessibleName(state.format(rule=words.text()))
