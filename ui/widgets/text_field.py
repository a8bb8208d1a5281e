"""A line of text to type into, with the ring of the focus around it."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.sizes import RADIUS, RING
from ui.widgets.focus_ring import paint_ring


class TextField(QLineEdit):
    """48 pixels high in the design; the style sheet keeps the space for its ring."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "field")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_field_ring(self)


def paint_field_ring(field: QLineEdit) -> None:
    """Paint the ring around a line edit that draws the rest itself, if it has the focus."""
    if field.hasFocus():
        painter = QPainter(field)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ring(painter, QRectF(field.rect()).adjusted(RING, RING, -RING, -RING), RADIUS)
        painter.end()
