"""A line edit that shows a cell for each digit: how many are missing is seen at a glance."""

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QValidator
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from authenticator.flows.activation_input import read_pin
from ui.sizes import RADIUS, RING, scaled
from ui.theme import colours, em
from ui.widgets.focus_ring import paint_ring

_DOT = 6
"""Radius of the mark for a hidden digit."""
_GAP = 8
"""Between two cells."""


class DigitCells(QLineEdit):
    """Types and deletes at the end only: what is selected is all of it, or nothing.

    The mouse selects nothing, because X11 copies what it selects. To screen readers it is one
    field, as any other line edit.
    """

    _narrower: ClassVar[int] = 8
    """Pixels by which small cells are less wide; a quarter of it is saved between two."""
    kept_out = Signal(bool)
    """More digits than there are cells were typed or pasted: nothing has changed. Carries whether
    all cells are filled."""

    def __init__(
        self, count: int, parent: QWidget | None = None, *, middle_gap: int = _GAP
    ) -> None:
        """`middle_gap`: between both halves besides what is between all cells."""
        super().__init__(parent)
        self._count, self._middle_gap = count, middle_gap
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.cursorPositionChanged.connect(self._stay_at_end)
        self.selectionChanged.connect(self._select_all_or_nothing)
        self._is_mouse_down = False
        self.setValidator(_AtMost(count, self))
        self._is_full = False
        self._is_wrong = self._is_good = False
        self._is_small = self._is_narrowest = False
        self.textChanged.connect(self._note_length)
        # Comes while the text is still the one that is refused.
        self.inputRejected.connect(lambda: self.kept_out.emit(self._is_full))

    def sizeHint(self) -> QSize:
        return self._size(is_small=self._is_small)

    def minimumSizeHint(self) -> QSize:
        """A narrow window has the small cells."""
        return QSize(self._size(is_small=True).width(), self.sizeHint().height())

    def _size(self, *, is_small: bool) -> QSize:
        last = self._cell_at(self._count - 1, is_small=is_small)
        return QSize(round(last.right()) + RING, round(last.bottom()) + RING)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text, selected = self.shown_digits(), self.hasSelectedText()
        is_small = self._is_narrow()
        for index in range(self._count):
            cell = self._cell_at(index, is_small=is_small)
            is_selected = selected and index < len(text)
            self._paint_cell(painter, cell, is_next=self._is_next(index), is_selected=is_selected)
            if index < len(text):
                self._paint_digit(painter, cell, text[index], is_selected=is_selected)
            elif self._is_next(index):
                self._paint_cursor(painter, cell)
        painter.end()

    def _is_narrow(self) -> bool:
        return self.width() < self._size(is_small=False).width()

    def _paint_cursor(self, painter: QPainter, cell: QRectF) -> None:
        """Still: a blinking one draws the eye away from what has to be read."""
        painter.setPen(QPen(QColor(colours().text), 2))
        high = em() * 0.7
        middle = cell.center()
        painter.drawLine(middle - QPointF(0, high), middle + QPointF(0, high))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._is_mouse_down = True
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._is_mouse_down = True
        super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._is_mouse_down = False

    def make_small(self, small: bool) -> None:
        """Leave space for a second field beside it: 36 by 44 pixels."""
        self._is_small = small
        self.updateGeometry()

    def make_narrowest(self, narrow: bool) -> None:
        """Have a second field beside it in a small window, too: 24 by 44 pixels."""
        if narrow is not self._is_narrowest:
            self._is_narrowest = narrow
            self.updateGeometry()

    def show_wrong(self, wrong: bool) -> None:
        """Whether what was typed last was refused."""
        self._is_wrong = wrong
        self.update()

    def show_good(self, good: bool) -> None:
        """Whether what was typed will do."""
        self._is_good = good
        self.update()

    def shown_digits(self) -> str:
        """What stands in the cells."""
        return self.text()

    def _next_cell(self) -> int:
        """The one that the next digit goes to."""
        return min(self.cursorPosition(), self._count - 1)

    def _is_next(self, index: int) -> bool:
        return self.hasFocus() and index == self._next_cell()

    def _paint_cell(
        self, painter: QPainter, cell: QRectF, *, is_next: bool, is_selected: bool
    ) -> None:
        now = colours()
        width = 2.0 if is_next or self._is_wrong or self._is_good else 1.5
        painter.setPen(QPen(QColor(self._line(is_next=is_next)), width))
        fill = now.surface if self.isEnabled() else now.background
        painter.setBrush(QColor(now.primary if is_selected else fill))
        inset = width / 2
        painter.drawRoundedRect(cell.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        if is_next:
            paint_ring(painter, cell, RADIUS)

    def _line(self, *, is_next: bool) -> str:
        now = colours()
        if not self.isEnabled():
            return now.border
        if self._is_wrong:
            return now.error
        if is_next:
            return now.focus
        return now.primary if self._is_good else now.field_border

    def _paint_digit(
        self, painter: QPainter, cell: QRectF, digit: str, *, is_selected: bool
    ) -> None:
        now = colours()
        ink = QColor(now.text if self.isEnabled() else now.muted)
        if is_selected:
            ink = QColor(now.on_primary)
        if self.echoMode() is QLineEdit.EchoMode.Normal:
            painter.setPen(ink)
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), digit)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(cell.center(), scaled(_DOT), scaled(_DOT))

    def _note_length(self, text: str) -> None:
        self._is_full = len(text) >= self._count

    def _select_all_or_nothing(self) -> None:
        if self._is_mouse_down or self.selectionLength() < len(self.text()):
            self.deselect()

    def _stay_at_end(self) -> None:
        if self.cursorPosition() != len(self.text()):
            self.setCursorPosition(len(self.text()))

    def _cell_at(self, index: int, *, is_small: bool) -> QRectF:
        """44 by 52 pixels in the design, and a wider gap in the middle."""
        width, height, gap = 16 + 2 * em(), 24 + 2 * em(), scaled(_GAP)
        middle_gap = scaled(self._middle_gap)
        if self._is_narrowest:
            width, height, gap, middle_gap = scaled(24), height - 8, scaled(1), scaled(3)
        elif is_small:
            less = self._narrower // 4
            width, height = width - self._narrower, height - 8
            gap, middle_gap = gap - less, middle_gap - less
        middle = middle_gap if index >= self._count // 2 else 0
        return QRectF(RING + index * (width + gap) + middle, RING, width, height)


class _AtMost(QValidator):
    """Keeps a further digit out; other signs pass, because the field says what is wrong with them.

    What comes by `setText`, as from assistive programs, is not asked for here.
    """

    def __init__(self, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = count

    def validate(self, typed: str, position: int) -> tuple[QValidator.State, str, int]:
        too_many = sum(map(str.isdigit, read_pin(typed))) > self._count
        state = QValidator.State.Invalid if too_many else QValidator.State.Acceptable
        return state, typed, position
