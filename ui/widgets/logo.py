"""The app's mark: a shield with a tick."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import colours, em

_TICK = ((6.4, 12.3), (8.1, 10.6), (10.6, 13.1), (15.9, 7.6), (17.6, 9.3), (10.6, 16.5))


class Logo(QWidget):
    """As high as `size` times the body text."""

    def __init__(self, size: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = round(em() * size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 24, self.height() / 24)
        paint_shield(painter)
        painter.end()


def paint_shield(painter: QPainter) -> None:
    """Paint it in the colours that hold now, into a square of 24 by 24."""
    paint_mark(painter, colours().primary, colours().on_primary)


def paint_mark(painter: QPainter, fill: str, ink: str) -> None:
    """Paint it in any colours, into a square of 24 by 24."""
    painter.fillPath(shield_path(), QColor(fill))
    tick = QPainterPath(QPointF(*_TICK[0]))
    for point in _TICK[1:]:
        tick.lineTo(QPointF(*point))
    tick.closeSubpath()
    painter.fillPath(tick, QColor(ink))


def shield_path() -> QPainterPath:
    """The outline of the shield in a square of 24 by 24."""
    shield = QPainterPath(QPointF(12, 1))
    shield.cubicTo(15, 3.2, 18.5, 4.3, 21.5, 4.5)
    shield.cubicTo(22, 13, 18.5, 19.5, 12, 23)
    shield.cubicTo(5.5, 19.5, 2, 13, 2.5, 4.5)
    shield.cubicTo(5.5, 4.3, 9, 3.2, 12, 1)
    return shield
