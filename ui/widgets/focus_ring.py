"""The one sign of the keyboard's focus: a ring with a gap, which shows on every colour."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.sizes import RING
from ui.theme import colours

_LINE = 2


def paint_ring(painter: QPainter, body: QRectF, radius: float) -> None:
    """Paint it around `body`, whose corners have `radius`; it needs `RING` pixels there."""
    painter.setPen(QPen(QColor(colours().focus), _LINE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    out = RING - _LINE / 2
    painter.drawRoundedRect(body.adjusted(-out, -out, out, out), radius + out, radius + out)
