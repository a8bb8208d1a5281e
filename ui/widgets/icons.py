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
    BACK = auto()
    MENU = auto()
    PLUS = auto()
    WARNING = auto()
    ERROR = auto()
    MAIL = auto()
    HOTLINE = auto()
    KEY = auto()
    LOCK = auto()
    NEW_COMPUTER = auto()
    PULSE = auto()
    BIN = auto()
    QUESTION = auto()
    KEYBOARD = auto()
    INFO = auto()
    RESET = auto()


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


def _clipboard(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(4.5, 4, 15, 17.5), 2, 2)
    path.addRoundedRect(QRectF(8.5, 2, 7, 4), 1, 1)


def _squares(path: QPainterPath) -> None:
    for x, y in ((3, 3), (14, 3), (3, 14)):
        path.addRoundedRect(QRectF(x, y, 7, 7), 1, 1)


def _screen(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 4, 19, 13), 2, 2)


def _envelope(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 5, 19, 14), 2, 2)


def _headset(path: QPainterPath) -> None:
    path.moveTo(4.5, 13.5)
    path.cubicTo(4.5, 1, 19.5, 1, 19.5, 13.5)
    path.addRoundedRect(QRectF(3, 13.5, 4, 6), 1.5, 1.5)
    path.addRoundedRect(QRectF(17, 13.5, 4, 6), 1.5, 1.5)
    path.moveTo(19, 19.5)
    path.cubicTo(19, 22, 16, 22, 13.5, 22)


def _padlock(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(4.5, 10.5, 15, 11), 2, 2)
    path.moveTo(8, 10.5)
    path.cubicTo(8, 0.5, 16, 0.5, 16, 10.5)


def _question(path: QPainterPath) -> None:
    path.moveTo(9.2, 9.6)
    path.cubicTo(9.2, 5.6, 15, 5.6, 15, 9.4)
    path.cubicTo(15, 11.8, 12, 11.8, 12, 14)


def _board(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(1.5, 5.5, 21, 13), 2, 2)


def _round_arrow(path: QPainterPath) -> None:
    around = QRectF(3.5, 3.5, 17, 17)
    path.arcMoveTo(around, 150)
    path.arcTo(around, 150, 300)


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
    Icon.BACK: (((9.5, 5), (2.5, 12), (9.5, 19)),),
    Icon.MENU: (((3, 6), (21, 6)), ((3, 12), (21, 12)), ((3, 18), (21, 18))),
    Icon.PLUS: (((12, 4), (12, 20)), ((4, 12), (20, 12))),
    Icon.WARNING: (
        ((12, 3.5), (22, 20.5), (2, 20.5), (12, 3.5)),
        ((12, 10), (12, 14.5)),
        ((12, 17.4), (12, 17.5)),
    ),
    Icon.ERROR: (((12, 7), (12, 12.8)), ((12, 16.6), (12, 16.7))),
    Icon.MAIL: (((3.5, 7), (12, 13.5), (20.5, 7)),),
    Icon.KEY: (((11, 13), (20.5, 3.5)), ((16.5, 7.5), (19.5, 10.5))),
    Icon.NEW_COMPUTER: (
        ((12, 17), (12, 20.5)),
        ((8, 20.5), (16, 20.5)),
        ((12, 7.5), (12, 13.5)),
        ((9, 10.5), (15, 10.5)),
    ),
    Icon.PULSE: (((1.5, 12), (7, 12), (10, 4.5), (14, 19.5), (17, 12), (22.5, 12)),),
    Icon.BIN: (
        ((3.5, 6.5), (20.5, 6.5)),
        ((8.5, 6.5), (8.5, 3), (15.5, 3), (15.5, 6.5)),
        ((5.5, 6.5), (6.5, 21), (17.5, 21), (18.5, 6.5)),
    ),
    Icon.QUESTION: (((12, 17.4), (12, 17.5)),),
    Icon.KEYBOARD: (
        ((7.5, 14.7), (16.5, 14.7)),
        *(((x, 10), (x + 0.1, 10)) for x in (6, 10, 14, 18)),
    ),
    Icon.INFO: (((12, 11), (12, 17)), ((12, 7.2), (12, 7.3))),
    Icon.RESET: (((2.6, 3.6), (3.6, 8.6), (8.8, 7.8)),),
}
_CIRCLES: dict[Icon, tuple[tuple[float, float, float], ...]] = {
    Icon.PERSON: ((12, 7.5, 4),),
    Icon.CLOCK: ((12, 12, 9.5),),
    Icon.EYE: ((12, 12, 3.2),),
    Icon.EYE_CLOSED: ((12, 12, 3.2),),
    Icon.ERROR: ((12, 12, 9.5),),
    Icon.KEY: ((8, 16, 4.2),),
    Icon.QUESTION: ((12, 12, 9.8),),
    Icon.INFO: ((12, 12, 9.5),),
}
_CURVES = {
    Icon.PERSON: _shoulders,
    Icon.COMPUTER: _screen,
    Icon.CLIPBOARD: _clipboard,
    Icon.QR: _squares,
    Icon.EYE: _lids,
    Icon.EYE_CLOSED: _lids,
    Icon.MAIL: _envelope,
    Icon.HOTLINE: _headset,
    Icon.LOCK: _padlock,
    Icon.NEW_COMPUTER: _screen,
    Icon.QUESTION: _question,
    Icon.KEYBOARD: _board,
    Icon.RESET: _round_arrow,
}
