"""The app's own signs, drawn as paths: sharp at every scale, no image files."""

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import colours, em
from ui.widgets.logo import paint_shield


class Sign(Enum):
    """What a symbol says."""

    SHIELD = auto()
    DONE = auto()
    WARNING = auto()
    ERROR = auto()
    BROKEN = auto()
    """A rule that is not kept."""
    INFO = auto()
    WAITING = auto()
    CURRENT = auto()
    ONWARD = auto()


class Symbol(QWidget):
    """One sign, `size` times as high as the body text. Says nothing to a screen reader."""

    def __init__(self, sign: Sign, size: float = 1.3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: Sign) -> None:
        """Change to another sign."""
        self._sign = sign
        self.update()

    def sizeHint(self) -> QSize:
        side = round(em() * self._size)
        return QSize(side, max(side, self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_sign(painter, QRectF(self.rect()), self._sign)
        painter.end()


def paint_sign(painter: QPainter, area: QRectF, sign: Sign) -> None:
    """Paint `sign` as large as fits into `area`."""
    side = min(area.width(), area.height())
    painter.save()
    painter.translate(area.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 24, side / 24)
    _PAINT[sign](painter)
    painter.restore()


def _fill(painter: QPainter, path: QPainterPath, colour: str) -> None:
    painter.fillPath(path, QColor(colour))


def _stroke(painter: QPainter, path: QPainterPath, colour: str, width: float) -> None:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, cap, join)
    painter.strokePath(path, pen)


def _lines(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    return path


def _disc(radius: float = 11) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(12, 12), radius, radius)
    return path


def _done(painter: QPainter) -> None:
    _fill(painter, _disc(), colours().primary)
    _stroke(painter, _lines((7, 12.4), (10.5, 15.8), (17, 8.8)), colours().on_primary, 2.2)


def _warning(painter: QPainter) -> None:
    triangle = _lines((12, 3), (22, 20.5), (2, 20.5))
    triangle.closeSubpath()
    _fill(painter, triangle, colours().warning)
    _stroke(painter, triangle, colours().warning, 2)
    _exclamation(painter, colours().warning_surface, top=9)


def _error(painter: QPainter) -> None:
    _fill(painter, _disc(), colours().error)
    _exclamation(painter, colours().error_surface, top=6.5)


def _broken(painter: QPainter) -> None:
    _fill(painter, _disc(), colours().error)
    for points in (((8, 8), (16, 16)), ((16, 8), (8, 16))):
        _stroke(painter, _lines(*points), colours().error_surface, 2.2)


def _exclamation(painter: QPainter, colour: str, top: float) -> None:
    _stroke(painter, _lines((12, top), (12, top + 5.5)), colour, 2.2)
    _stroke(painter, _lines((12, top + 9.3), (12, top + 9.4)), colour, 2.5)


def _info(painter: QPainter) -> None:
    _stroke(painter, _disc(10), colours().muted, 1.8)
    _stroke(painter, _lines((12, 11.2), (12, 17)), colours().muted, 2)
    _stroke(painter, _lines((12, 7.2), (12, 7.3)), colours().muted, 2.3)


def _waiting(painter: QPainter) -> None:
    _stroke(painter, _disc(9), colours().field_border, 1.8)


def _current(painter: QPainter) -> None:
    _stroke(painter, _disc(9), colours().primary, 2.2)
    _fill(painter, _disc(4.5), colours().primary)


def _onward(painter: QPainter) -> None:
    _stroke(painter, _lines((9, 5), (16, 12), (9, 19)), colours().muted, 2.2)


_PAINT: dict[Sign, Callable[[QPainter], None]] = {
    Sign.SHIELD: paint_shield,
    Sign.DONE: _done,
    Sign.WARNING: _warning,
    Sign.ERROR: _error,
    Sign.BROKEN: _broken,
    Sign.INFO: _info,
    Sign.WAITING: _waiting,
    Sign.CURRENT: _current,
    Sign.ONWARD: _onward,
}
