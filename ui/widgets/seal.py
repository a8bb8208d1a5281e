"""The large sign of a page: how something ended, how it stands, or what there is none of yet."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from authenticator.values import dataclass
from ui.sizes import scaled
from ui.theme import colours
from ui.widgets.chip import tone_colours
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.notice import Tone
from ui.widgets.symbols import Sign, paint_sign

_SIDE = 112
"""The grid on which it is drawn."""
_DISC = 40
"""Radius of the inner disc on the grid."""
_INSIDE = 62
"""Side of shield and icons on the grid."""
_WIDTH = 5.0
_EDGE = 3.0
"""Line around a disc without a ground of its own, on the grid."""
_TICK = ((44.0, 58.0), (52.0, 66.0), (70.0, 47.0))
_MARK = (((56.0, 40.0), (56.0, 59.0)), ((56.0, 70.5), (56.0, 70.7)))
_LETTER_I = (((56.0, 53.0), (56.0, 72.0)), ((56.0, 41.5), (56.0, 41.7)))
_HANDS = ((56.0, 36.0), (56.0, 57.0), (69.0, 65.0))


class SealSize(Enum):
    """Side in pixels of the design."""

    RESULT = 112
    STATE = 72
    RESULT_SMALL = 56
    ROW = 41
    """As the icon of a row of facts."""


@dataclass(frozen=True)
class _Look:
    ground: str
    disc: str
    ink: str
    lines: tuple[tuple[tuple[float, float], ...], ...]


class Seal(QWidget):
    """A disc in a disc with a sign, or one disc with an icon or the app's shield.

    Says nothing to a screen reader: the title beside it does.
    """

    def __init__(self, sign: Sign = Sign.SHIELD, size: SealSize = SealSize.RESULT) -> None:
        super().__init__()
        self._sign, self._size = sign, size
        self._icon: Icon | None = None
        self._tone = Tone.SUCCESS
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: Sign) -> None:
        """How something ended."""
        self._sign, self._icon, self._tone = sign, None, Tone.SUCCESS
        self.update()

    def show_icon(self, icon: Icon | None, tone: Tone) -> None:
        """How it stands; without an icon it has the shield."""
        self._sign, self._icon, self._tone = Sign.SHIELD, icon, tone
        self.update()

    def set_size(self, size: SealSize) -> None:
        """Change its size."""
        self._size = size
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = scaled(self._size.value)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _SIDE, self.height() / _SIDE)
        if self._sign is Sign.SHIELD:
            self._paint_inside(painter)
        else:
            look = self._look()
            _fill_disc(painter, _SIDE / 2, look.ground)
            _fill_disc(painter, _DISC, look.disc)
            _draw_lines(painter, look)
        painter.end()

    def _paint_inside(self, painter: QPainter) -> None:
        ground, ink = tone_colours(self._tone)
        _fill_disc(painter, _SIDE / 2, ground)
        if not colours().has_grounds:
            painter.setPen(QPen(QColor(ink), _EDGE))
            painter.drawEllipse(QPointF(_SIDE / 2, _SIDE / 2), *[(_SIDE - _EDGE) / 2] * 2)
        inset = (_SIDE - _INSIDE) / 2
        area = QRectF(inset, inset, _INSIDE, _INSIDE)
        if self._icon is None:
            paint_sign(painter, area, Sign.SHIELD)
        else:
            paint_icon(painter, area, self._icon, ink)

    def _look(self) -> _Look:
        now = colours()
        match self._sign:
            case Sign.WARNING:
                return _Look(now.warning_surface, now.warning, now.warning_surface, _MARK)
            case Sign.ERROR:
                return _Look(now.error_surface, now.error, now.error_surface, _MARK)
            case Sign.INFO:
                return _Look(now.quiet, now.muted, now.surface, _LETTER_I)
            case Sign.WAITING:
                return _Look(now.quiet, now.muted, now.surface, (_HANDS,))
            case _:
                return _Look(now.success_surface, now.primary, now.on_primary, (_TICK,))


def _fill_disc(painter: QPainter, radius: float, colour: str) -> None:
    disc = QPainterPath()
    disc.addEllipse(QPointF(_SIDE / 2, _SIDE / 2), radius, radius)
    painter.fillPath(disc, QColor(colour))


def _draw_lines(painter: QPainter, look: _Look) -> None:
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    pen = QPen(QColor(look.ink), _WIDTH, Qt.PenStyle.SolidLine, cap, join)
    for points in look.lines:
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(QPointF(*point))
        painter.strokePath(path, pen)
