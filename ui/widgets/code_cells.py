"""Cells for the eight digits of a code, filled by hand or by whatever is pasted around them."""

from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from crypto.protocol import CODE_DIGITS
from ui.style_sheet import style_anew
from ui.widgets.digit_cells import DigitCells
from ui.widgets.text_field import paint_field_ring

_MIDDLE = 16
_HALF = CODE_DIGITS // 2


def codes_in(text: str) -> frozenset[str]:
    """The code in `text`, or the several that it may be; eight digits alone are always one."""
    # Not imported with the window: its patterns take longer than all the rest of this page.
    from authenticator.code_search.search import find_codes

    alone = text.strip()
    is_bare = alone.isdecimal() and len(alone) == CODE_DIGITS
    return find_codes(f"code {alone}" if is_bare else text)


class CodeCells(DigitCells):
    """Digits can be put right in the middle: a full field has the one at the cursor replaced.

    Its text is "1054 2963", as it is read out. What is no code stays as it was pasted, in one
    field, so that it can be seen and corrected.
    """

    # Eight of them fit into a window of 400 pixels.
    _narrower = 14

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(CODE_DIGITS, parent, middle_gap=_MIDDLE)
        self.setValidator(_OneCode(self))
        self.setProperty("role", "code")
        self.textChanged.connect(self._choose_role)

    @property
    def holds_digits(self) -> bool:
        """Whether what it holds fits into the cells."""
        digits = self.shown_digits()
        is_bare = digits.isascii() and digits.isdigit() and len(digits) <= CODE_DIGITS
        return is_bare or not self.text()

    def shown_digits(self) -> str:
        return self.text().replace(" ", "")

    def put(self, digits: str) -> None:
        """Write the digits in groups; the cursor stays behind the digit that it was behind."""
        behind = sum(char.isdigit() for char in self.text()[: self.cursorPosition()])
        grouped = f"{digits[:_HALF]} {digits[_HALF:]}".strip()
        if grouped != self.text():
            self.setText(grouped)
            self._go_behind(min(behind, len(digits)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, text = self.cursorPosition(), self.text()
        is_full = self.holds_digits and len(self.shown_digits()) == CODE_DIGITS
        if is_full and event.text().isdigit() and at < len(text) and not self.hasSelectedText():
            # Past the gap, which no digit replaces.
            at += text[at] == " "
            self.setText(f"{text[:at]}{event.text()}{text[at + 1 :]}")
            self._go_behind(len(text[: at + 1].replace(" ", "")))
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if self.holds_digits:
            cells = (self._cell_at(at, is_small=self._is_narrow()) for at in range(CODE_DIGITS))
            before = sum(cell.right() < event.position().x() for cell in cells)
            self._go_behind(min(before, len(self.shown_digits())))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.holds_digits:
            super().paintEvent(event)
        else:
            QLineEdit.paintEvent(self, event)
            paint_field_ring(self)

    def _next_cell(self) -> int:
        before = self.text()[: self.cursorPosition()].replace(" ", "")
        return min(len(before), CODE_DIGITS - 1)

    def _stay_at_end(self) -> None:
        # The cursor may go to each digit; it is drawn as the cell that has the ring.
        self.update()

    def _choose_role(self) -> None:
        role = "code" if self.holds_digits else "refused"
        if role != self.property("role"):
            self.setProperty("role", role)
            style_anew(self)

    def _go_behind(self, digits: int) -> None:
        self.setCursorPosition(digits + (digits > _HALF))


class _OneCode(QValidator):
    """Keeps a ninth digit and single other signs out; a pasted text with a code becomes the code,
    whatever the cells held."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._before = ""
        edit.textChanged.connect(self._note)

    def _note(self, text: str) -> None:
        self._before = text

    def validate(self, typed: str, position: int) -> tuple[QValidator.State, str, int]:
        more = len(typed) - len(self._before)
        added = typed[position - more : position] if more > 0 else ""
        if more == 1 and not self._fits(typed):
            return QValidator.State.Invalid, typed, position
        found = codes_in(added) if more > 1 and self._before else frozenset()
        if len(found) == 1:
            return QValidator.State.Acceptable, next(iter(found)), CODE_DIGITS
        return QValidator.State.Acceptable, typed, position

    def _fits(self, typed: str) -> bool:
        held = self._before.replace(" ", "")
        if held and not (held.isascii() and held.isdigit()):
            return True
        bare = typed.replace(" ", "")
        return bare.isdecimal() and len(bare) <= CODE_DIGITS
