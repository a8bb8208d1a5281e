"""What a new PIN must be, ticked off while it is typed (A5)."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout

from authenticator.flows.activation_input import PinFault
from ui.sizes import RING
from ui.style_sheet import style_anew
from ui.theme import em
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.symbols import Sign, Symbol

_WIDTH: Final = 14
"""Of the card beside the fields, in heights of the body text."""
_COLUMNS: Final = 3
"""At most."""


class PinRules(QFrame):
    """A card. Names: `name`, and `name.1` and so on for the rules."""

    def __init__(self, name: str, *, has_old: bool) -> None:
        """`has_old`: the new PIN must differ from one that holds now."""
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        words = self._words()
        if has_old:
            words[None] = self.tr("nicht der alte")
        self._rules = [
            (faults, Symbol(Sign.WAITING, 1.3), Text(rule, name=f"{name}.{number}"))
            for number, (faults, rule) in enumerate(words.items(), 1)
        ]
        self._grid = QGridLayout()
        self._heading = Text(self.tr("Regeln"), "strong")
        self._whole = column = QVBoxLayout(self)
        column.setSpacing(round(em() * 0.6))
        column.addWidget(self._heading)
        nest(self._grid, column)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._is_beside, self._is_brief = True, False
        self._arrange()
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
        """Below each other beside the fields, or in columns below them."""
        self._is_beside = beside
        self._arrange()

    def set_brief(self, brief: bool) -> None:
        """Without heading, frame and space around, where space is short."""
        self._is_brief = brief
        self._arrange()

    def _arrange(self) -> None:
        beside, brief = self._is_beside, self._is_brief
        self.setProperty("role", "" if brief else "card")
        style_anew(self)
        self._heading.setVisible(not brief)
        left, around = (RING, 0) if brief else (round(em() * 1.4), em())
        self._whole.setContentsMargins(left, around, around, around)
        self._grid.setHorizontalSpacing(round(em() * (0.3 if brief else 0.7)))
        self._grid.setVerticalSpacing(round(em() * (0.1 if brief else 0.55)))
        self.setMaximumWidth(em() * _WIDTH if beside else 16_777_215)
        self._fill(1 if beside else 3 if brief else 2)

    def _fill(self, columns: int) -> None:
        """From top to bottom; each column as wide as its words."""
        rows, top = -(-len(self._rules) // columns), Qt.AlignmentFlag.AlignTop
        widest = [0] * _COLUMNS
        for number, (_, sign, words) in enumerate(self._rules):
            part, row = divmod(number, rows)
            words.set_role("small" if self._is_brief else "body")
            words.setAlignment(top)
            widest[part] = max(widest[part], words.fontMetrics().horizontalAdvance(words.text()))
            self._grid.addWidget(sign, row, 2 * part, top)
            self._grid.addWidget(words, row, 2 * part + 1)
        for part, width in enumerate(widest):
            self._grid.setColumnStretch(2 * part + 1, width)

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
