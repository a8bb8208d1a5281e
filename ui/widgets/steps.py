"""How far a way of several steps has come: a line for each, full up to the present one."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.sizes import RING, scaled
from ui.theme import colours

_LENGTH, _GAP = 44, 6
_HEIGHT = 4


class Steps(QWidget):
    """Says nothing to a screen reader: the words beside it do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = self._count = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_step(self, number: int, count: int) -> None:
        """The step `number` of `count`, from 1 on."""
        self._at, self._count = number, count
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(RING + self._count * scaled(_LENGTH + _GAP) - scaled(_GAP), _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for index in range(self._count):
            now = colours()
            is_full = index < self._at
            painter.setBrush(QColor(now.primary if is_full else now.border))
            left = RING + index * scaled(_LENGTH + _GAP)
            # Thinner where nothing is done yet: a contrast theme may have it in a stronger colour.
            high = _HEIGHT if is_full else _HEIGHT / 2
            line = QRectF(left, (_HEIGHT - high) / 2, scaled(_LENGTH), high)
            painter.drawRoundedRect(line, high / 2, high / 2)
        painter.end()
