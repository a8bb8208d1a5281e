"""The drawings of the cards, in the colours that hold now: sharp at every scale, no image files."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.sizes import scaled
from ui.theme import colours
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.symbols import Sign, paint_sign

_WIDTH, _HEIGHT = 420, 164
"""The grid on which they are drawn, in pixels of the design."""
_SMALL: Final = 0.55
_OUTLINE, _HAIRLINE = 1.5, 1.0
_CODE: Final = "10542963"


class Drawing(Enum):
    """What a card shows."""

    WAY = auto()
    """Browser and app, and the way between them."""
    NEEDS = auto()
    """User name and code in the browser, and the app that wants them."""
    PIN = auto()
    """The PIN, and who it is for."""


class CardDrawing(QWidget):
    """Says nothing to a screen reader: title and text of the card do."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self._drawing = drawing
        self._part = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def make_small(self, small: bool) -> None:
        """Half as large, where space is short."""
        self._part = _SMALL if small else 1.0
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDTH * self._part), scaled(_HEIGHT * self._part))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _WIDTH, self.height() / _HEIGHT)
        painter.translate(2, 2)
        _PAINT[self._drawing](painter)
        painter.end()


def _paint_way(painter: QPainter) -> None:
    _browser(painter, 184)
    _box(painter, QRectF(20, 58, 144, 18), 4, colours().quiet, colours().border)
    _button(painter, QRectF(20, 90, 88, 24))
    _arrow(painter, QPointF(198, 70), QPointF(242, 70))
    _arrow(painter, QPointF(242, 92), QPointF(198, 92))
    _window(painter, QRectF(256, 0, 160, 160))
    paint_sign(painter, QRectF(316, 15, 40, 40), Sign.SHIELD)
    _pin_cells(painter, QRectF(273, 72, 18, 24), 3.6)
    _button(painter, QRectF(273, 114, 126, 26))


def _paint_needs(painter: QPainter) -> None:
    _browser(painter, 236)
    paint_icon(painter, QRectF(20, 54, 24, 24), Icon.PERSON, colours().primary)
    _stroke(painter, (QPointF(54, 66), QPointF(176, 66)), colours().text, 5)
    font = QFont(painter.font())
    font.setPixelSize(16)
    font.setBold(True)
    painter.setFont(font)
    for index, digit in enumerate(_CODE):
        cell = QRectF(20 + index * 24 + (10 if index > 3 else 0), 96, 20, 28)
        _box(painter, cell, 4, colours().surface, colours().field_border)
        painter.setPen(QColor(colours().text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, digit)
    _arrow(painter, QPointF(250, 80), QPointF(290, 80))
    _window(painter, QRectF(304, 0, 112, 160))
    paint_sign(painter, QRectF(340, 18, 40, 40), Sign.SHIELD)
    for top in (74, 98):
        _box(painter, QRectF(320, top, 80, 16), 4, colours().quiet, colours().border)
    _button(painter, QRectF(320, 126, 80, 20))


def _paint_pin(painter: QPainter) -> None:
    now = colours()
    _in_disc(painter, 44, now.success_surface, Icon.PERSON, now.primary, Sign.DONE)
    _in_disc(painter, 372, now.error_surface, Icon.HOTLINE, now.error, Sign.BROKEN)
    _window(painter, QRectF(110, 0, 196, 160))
    paint_sign(painter, QRectF(186, 14, 44, 44), Sign.SHIELD)
    _pin_cells(painter, QRectF(124, 72, 24, 30), 4.8)
    _button(painter, QRectF(124, 118, 168, 26))


def _in_disc(
    painter: QPainter, middle: float, ground: str, icon: Icon, ink: str, sign: Sign
) -> None:
    """An icon in a disc around `middle`, and at its lower right a sign."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawEllipse(QPointF(middle, 80), 40, 40)
    paint_icon(painter, QRectF(middle - 22, 58, 44, 44), icon, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().surface))
    painter.drawEllipse(QPointF(middle + 28, 108), 15, 15)
    paint_sign(painter, QRectF(middle + 15, 95, 26, 26), sign)


def _browser(painter: QPainter, width: float) -> None:
    window = QRectF(0, 16, width, 128)
    _window(painter, window)
    _stroke(painter, (QPointF(0, 41), QPointF(width, 41)), colours().border, _HAIRLINE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().border))
    for left in (14, 26, 38):
        painter.drawEllipse(QPointF(left, 28.5), 3.5, 3.5)


def _window(painter: QPainter, area: QRectF) -> None:
    _box(painter, area, 12, colours().surface, colours().field_border)


def _button(painter: QPainter, area: QRectF) -> None:
    _box(painter, area, 6, colours().primary, colours().primary)
    side = area.width() * 0.28
    ends = (area.center() - QPointF(side, 0), area.center() + QPointF(side, 0))
    _stroke(painter, ends, colours().on_primary, 4)


def _pin_cells(painter: QPainter, first: QRectF, gap: float) -> None:
    """Six, each with the dot of a digit."""
    for index in range(6):
        cell = first.translated(index * (first.width() + gap), 0)
        _box(painter, cell, 4, colours().surface, colours().field_border)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().text))
        painter.drawEllipse(cell.center(), 2.8, 2.8)


def _box(painter: QPainter, area: QRectF, radius: float, fill: str, line: str) -> None:
    painter.setPen(QPen(QColor(line), _OUTLINE))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(area, radius, radius)


def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """Level, to the right or to the left."""
    _stroke(painter, (start, end), colours().primary, 2.5)
    back = 8 if start.x() > end.x() else -8
    head = (end + QPointF(back, -8), end, end + QPointF(back, 8))
    _stroke(painter, head, colours().primary, 2.5)


def _stroke(painter: QPainter, points: tuple[QPointF, ...], colour: str, width: float) -> None:
    path = QPainterPath(points[0])
    for point in points[1:]:
        path.lineTo(point)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.strokePath(path, QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, join))


_PAINT: dict[Drawing, Callable[[QPainter], None]] = {
    Drawing.WAY: _paint_way,
    Drawing.NEEDS: _paint_needs,
    Drawing.PIN: _paint_pin,
}
