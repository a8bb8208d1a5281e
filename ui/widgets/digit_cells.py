"""A line edit that shows a cell for each digit: how many are missing is seen at a glance."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from ui.theme import colours, em

_DOT = 0.22
"""Radius of the mark for a hidden digit, in heights of the body text."""


class DigitCells(QLineEdit):
    """Types and deletes at the end only, so that nothing is ever selected.

    To screen readers it is one field, as any other line edit.
    """

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.cursorPositionChanged.connect(self._stay_at_end)
        self.selectionChanged.connect(self.deselect)

    def sizeHint(self) -> QSize:
        width = self._count * self._cell().width() + (self._count - 1) * self._gap()
        return QSize(round(width), round(self._cell().height()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self.text()
        for index in range(self._count):
            cell = self._cell().translated(index * (self._cell().width() + self._gap()), 0)
            self._paint_cell(painter, cell, is_next=self._is_next(index))
            if index < len(text):
                self._paint_digit(painter, cell, text[index])
        painter.end()

    def _is_next(self, index: int) -> bool:
        return self.hasFocus() and index == min(len(self.text()), self._count - 1)

    def _paint_cell(self, painter: QPainter, cell: QRectF, *, is_next: bool) -> None:
        now = colours()
        line = now.focus if is_next else now.field_border
        width = 3.0 if is_next else 1.5
        painter.setPen(QPen(QColor(line if self.isEnabled() else now.border), width))
        painter.setBrush(QColor(now.surface if self.isEnabled() else now.background))
        inset = width / 2
        radius = em() * 0.35
        painter.drawRoundedRect(cell.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _paint_digit(self, painter: QPainter, cell: QRectF, digit: str) -> None:
        ink = QColor(colours().text if self.isEnabled() else colours().muted)
        if self.echoMode() is QLineEdit.EchoMode.Normal:
            painter.setPen(ink)
            painter.drawText(cell, int(Qt.AlignmentFlag.AlignCenter), digit)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(cell.center(), em() * _DOT, em() * _DOT)

    def _stay_at_end(self) -> None:
        self.deselect()
        if self.cursorPosition() != len(self.text()):
            self.setCursorPosition(len(self.text()))

    def _cell(self) -> QRectF:
        return QRectF(0, 0, round(em() * 1.75), round(em() * 2.3))

    def _gap(self) -> int:
        return round(em() * 0.3)
