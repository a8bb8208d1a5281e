"""Line icons on a grid of 24, drawn as paths in the colour that is asked for."""

from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_WIDTH = 1.8


class Icon(Enum):
    """What an icon stands for."""

    PERSON = auto()
    COMPUTER = auto()
    CLOCK = auto()
    TICK = auto()
    EYE = auto()
    EYE_CLOSED = auto()
    FLAG = auto()
    CLIPBOARD = auto()
    QR = auto()


def paint_icon(painter: QPainter, area: QRectF, icon: Icon, colour: str) -> None:
    """Paint `icon` as large as fits into the middle of `area`."""
    side = min(area.width(), area.height())
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.save()
    painter.translate(area.center() - QPointF(side / 2, side / 2))
    painter.scale(side / 24, side / 24)
    pen = QPen(QColor(colour), _WIDTH, Qt.PenStyle.SolidLine, cap, join)
    painter.strokePath(_path(icon), pen)
    painter.restore()


def _path(icon: Icon) -> QPainterPath:
    path = QPainterPath()
    for points in _LINES.get(icon, ()):
        path.moveTo(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(QPointF(*point))
    for x, y, radius in _CIRCLES.get(icon, ()):
        path.addEllipse(QPointF(x, y), radius, radius)
    _CURVES.get(icon, _no_curve)(path)
    return path


def _no_curve(_path: QPainterPath) -> None:
    pass


def _shoulders(path: QPainterPath) -> None:
    path.moveTo(4.5, 20.5)
    path.cubicTo(4.5, 11.5, 19.5, 11.5, 19.5, 20.5)


def _lids(path: QPainterPath) -> None:
    path.moveTo(1.8, 12)
    path.cubicTo(6.5, 3.8, 17.5, 3.8, 22.2, 12)
    path.cubicTo(17.5, 20.2, 6.5, 20.2, 1.8, 12)


def _board(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(4.5, 4, 15, 17.5), 2, 2)
    path.addRoundedRect(QRectF(8.5, 2, 7, 4), 1, 1)


def _squares(path: QPainterPath) -> None:
    for x, y in ((3, 3), (14, 3), (3, 14)):
        path.addRoundedRect(QRectF(x, y, 7, 7), 1, 1)


def _screen(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 4, 19, 13), 2, 2)


_LINES: dict[Icon, tuple[tuple[tuple[float, float], ...], ...]] = {
    Icon.COMPUTER: (((12, 17), (12, 20.5)), ((8, 20.5), (16, 20.5))),
    Icon.CLOCK: (((12, 6.8), (12, 12), (15.5, 14.2)),),
    Icon.TICK: (((4.5, 12.8), (9.5, 17.8), (19.5, 7)),),
    Icon.EYE_CLOSED: (((4, 21), (20, 3)),),
    Icon.CLIPBOARD: (((8.5, 11), (15.5, 11)), ((8.5, 15), (13, 15))),
    Icon.QR: (
        ((14.5, 14.5), (17, 14.5), (17, 17)),
        ((21, 14.5), (21, 16)),
        ((14.5, 20.5), (14.5, 21), (17, 21)),
        ((21, 20), (21, 21)),
    ),
    Icon.FLAG: (((5, 21.5), (5, 3.5), (19, 3.5), (15.5, 8.5), (19, 13.5), (5, 13.5)),),
}
_CIRCLES: dict[Icon, tuple[tuple[float, float, float], ...]] = {
    Icon.PERSON: ((12, 7.5, 4),),
    Icon.CLOCK: ((12, 12, 9.5),),
    Icon.EYE: ((12, 12, 3.2),),
    Icon.EYE_CLOSED: ((12, 12, 3.2),),
}
_CURVES = {
    Icon.PERSON: _shoulders,
    Icon.COMPUTER: _screen,
    Icon.CLIPBOARD: _board,
    Icon.QR: _squares,
    Icon.EYE: _lids,
    Icon.EYE_CLOSED: _lids,
}
