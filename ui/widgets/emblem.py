"""A disc with an icon or the app's shield: how it stands, or what there is none of yet."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import em
from ui.widgets.chip import tone_colours
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.notice import Tone
from ui.widgets.symbols import Sign, paint_sign

_LARGE, _SMALL = 5.15, 2.9
"""Diameter in heights of the body text."""
_PART = 0.52
"""What the icon takes of the disc."""


class Emblem(QWidget):
    """Says nothing to a screen reader: the words beside it do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon: Icon | None = None
        self._tone = Tone.SUCCESS
        self._size = _LARGE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: Icon | None, tone: Tone) -> None:
        """Without an icon it has the shield."""
        self._icon, self._tone = icon, tone
        self.update()

    def make_small(self, small: bool) -> None:
        """As large as in a row of facts."""
        self._size = _SMALL if small else _LARGE
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        side = round(em() * self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = tone_colours(self._tone)
        area = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(area)
        inset = area.width() * (1 - _PART) / 2
        area.adjust(inset, inset, -inset, -inset)
        if self._icon is None:
            paint_sign(painter, area, Sign.SHIELD)
        else:
            paint_icon(painter, area, self._icon, ink)
        painter.end()
