"""The icon of the program: in windows, in the notification area, and in the files of an installer.

One drawing for all. Nobody says how bright a panel or a task bar is, so the shield has a light
edge: it shows on dark grounds, and on light ones the shield shows by itself.
"""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from ui.widgets.logo import paint_mark, shield_path

SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512)
"""Sides in pixels that desktops and installers ask for."""
_LARGEST_SHOWN: Final = 256
"""Side of the largest that is asked for of a window; the next one takes a megabyte here, and one
more on its way to an X server."""
_GRID: Final = 24
_SMALL: Final = 24
"""Up to this side the tick is drawn bolder, to be seen at all."""
_BOLD_TICK: Final = ((6.9, 12.0), (10.6, 15.7), (17.1, 8.3))
_EDGE: Final = 1 / 20
"""Width of the light edge as a part of the side; one pixel at least."""


def app_icon(colours: Mapping[str, str], *, badge: bool = False) -> QIcon:
    """A window's icon in a scheme's colours; `badge` marks that something waits."""
    icon = QIcon()
    for side in (side for side in SIZES if side <= _LARGEST_SHOWN):
        icon.addPixmap(icon_picture(colours, side, badge=badge))
    return icon


def icon_picture(colours: Mapping[str, str], side: int, *, badge: bool = False) -> QPixmap:
    """The icon in one size, in pixels."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_shield(painter, colours, side)
    if badge:
        _paint_badge(painter, colours, side)
    painter.end()
    return pixmap


def _paint_shield(painter: QPainter, colours: Mapping[str, str], side: int) -> None:
    edge = max(1.0, side * _EDGE)
    painter.save()
    painter.translate(edge, edge)
    scale = (side - 2 * edge) / _GRID
    # The shield is as wide as 19 of the 24 and as high as 22: enlarged, it touches both edges.
    painter.scale(scale, scale)
    painter.translate(_GRID / 2, _GRID / 2)
    painter.scale(_GRID / 22, _GRID / 22)
    painter.translate(-_GRID / 2, -_GRID / 2)
    light = QPen(QColor(colours["on_primary"]), 2 * edge / scale)
    light.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(shield_path(), light)
    if side > _SMALL:
        paint_mark(painter, colours["primary"], colours["on_primary"])
    else:
        painter.fillPath(shield_path(), QColor(colours["primary"]))
        _paint_bold_tick(painter, colours["on_primary"])
    painter.restore()


def _paint_bold_tick(painter: QPainter, ink: str) -> None:
    tick = QPainterPath(QPointF(*_BOLD_TICK[0]))
    for point in _BOLD_TICK[1:]:
        tick.lineTo(QPointF(*point))
    cap, join = Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin
    painter.strokePath(tick, QPen(QColor(ink), 3.4, Qt.PenStyle.SolidLine, cap, join))


def _paint_badge(painter: QPainter, colours: Mapping[str, str], side: int) -> None:
    """A dot in the lower right corner, cut out of the shield so that it shows by its form, too."""
    dot = side * 0.46
    area = QRectF(side - dot, side - dot, dot, dot)
    gap = max(1.0, side * 0.06)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours["error"]))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawEllipse(area.adjusted(-gap, -gap, gap, gap))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.drawEllipse(area)
