"""Buttons side by side where they fit, else one below the other."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import em
from ui.widgets.buttons import Button


class ButtonRow(QWidget):
    """From the left."""

    def __init__(self, *buttons: Button) -> None:
        super().__init__()
        self._buttons = buttons
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(round(em() * 0.4))
        for button in buttons:
            self._box.addWidget(button)
        self._box.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        widest = max(
            (one.sizeHint().width() for one in self._buttons if not one.isHidden()), default=0
        )
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        shown = [button for button in self._buttons if not button.isHidden()]
        needed = sum(button.sizeHint().width() + self._box.spacing() for button in shown)
        direction = QBoxLayout.Direction
        fits = needed <= event.size().width()
        self._box.setDirection(direction.LeftToRight if fits else direction.TopToBottom)
        super().resizeEvent(event)
