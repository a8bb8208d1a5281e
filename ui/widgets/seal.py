"""The large sign of a result: a disc in a disc, with a tick, a mark or the app's shield."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.sizes import scaled
from ui.theme import colours
from ui.widgets.symbols import Sign, paint_sign

_SIDE = 112
"""The grid on which it is drawn, and its side in pixels of the design."""
_SMALL = 56
_DISC = 40
"""Radius of the inner disc on the grid."""
_SHIELD = 68
_WIDTH = 5.0
_TICK = ((44.0, 58.0), (52.0, 66.0), (70.0, 47.0))
_MARK = (((56.0, 40.0), (56.0, 59.0)), ((56.0, 70.5), (56.0, 70.7)))
_LETTER_I = (((56.0, 53.0), (56.0, 72.0)), ((56.0, 41.5), (56.0, 41.7)))


@dataclass(frozen=True)
class _Look:
    ground: str
    disc: str
    ink: str
    lines: tuple[tuple[tuple[float, float], ...], ...]


class Seal(QWidget):
    """Says nothing to a screen reader: the title beside it does."""

    def __init__(self, sign: Sign, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self._is_small = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_sign(self, sign: Sign) -> None:
        """Change to another sign."""
        self._sign = sign
        self.update()

    def make_small(self, small: bool) -> None:
        """Half as large, where space is short."""
        self._is_small = small
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = scaled(_SMALL if self._is_small else _SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / _SIDE, self.height() / _SIDE)
        look = self._look()
        _fill_disc(painter, _SIDE / 2, look.ground)
        if self._sign is Sign.SHIELD:
            inset = (_SIDE - _SHIELD) / 2
            paint_sign(painter, QRectF(inset, inset, _SHIELD, _SHIELD), Sign.SHIELD)
        else:
            _fill_disc(painter, _DISC, look.disc)
            _draw_lines(painter, look)
        painter.end()

    def _look(self) -> _Look:
        now = colours()
        match self._sign:
            case Sign.WARNING:
                return _Look(now.warning_surface, now.warning, now.warning_surface, _MARK)
            case Sign.ERROR:
                return _Look(now.error_surface, now.error, now.error_surface, _MARK)
            case Sign.INFO:
                return _Look(now.quiet, now.muted, now.surface, _LETTER_I)
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
