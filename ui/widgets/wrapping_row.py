"""Widgets side by side where they fit, else one below the other."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import em


class WrappingRow(QWidget):
    """From the left; `gap` between two is in heights of the body text."""

    def __init__(self, *widgets: QWidget, gap: float = 0.4) -> None:
        super().__init__()
        self._widgets = widgets
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(round(em() * gap))
        for widget in widgets:
            self._box.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        self._box.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        widest = max((each.minimumSizeHint().width() for each in self._shown()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # One of them came, went or has other words.
            self._choose_direction(self.width())
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._choose_direction(event.size().width())
        super().resizeEvent(event)

    def _choose_direction(self, width: int) -> None:
        needed = sum(each.sizeHint().width() + self._box.spacing() for each in self._shown())
        direction = QBoxLayout.Direction
        fits = needed - self._box.spacing() <= width
        self._box.setDirection(direction.LeftToRight if fits else direction.TopToBottom)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]
