"""Widgets side by side where they fit, else one below the other."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import em

_BELOW = 0.8
"""The most space between two that stand below each other, in heights of the body text."""
_FILLS = Qt.AlignmentFlag(0)


class WrappingRow(QWidget):
    """From the left. All lengths are in heights of the body text."""

    turned = Signal(bool)
    """Whether they stand side by side now."""

    def __init__(
        self,
        *widgets: QWidget,
        gap: float = 0.4,
        wide: QWidget | None = None,
        narrow: float = 0,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignTop,
        stretches: bool = False,
    ) -> None:
        """`gap`: between two side by side. `wide`: takes the space that is left.

        `narrow`: below this width they do not stand side by side; where it is not given, they
        do as long as they fit. `side`: where those stand that are smaller than their place.
        `stretches`: the places take the whole width, each its part of it.
        """
        super().__init__()
        self._widgets, self._wide, self._stretches = widgets, wide, stretches
        self._gap, self._narrow = round(em() * gap), round(em() * narrow)
        self._below = min(self._gap, round(em() * _BELOW))
        self._side = side
        self._is_upright = False
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(self._gap)
        for widget in widgets:
            self._box.addWidget(widget, int(self._fills(widget)))
        if wide is None and not stretches:
            self._box.addStretch(1)
        self._align(side)

    def set_narrow(self, narrow: float) -> None:
        """Another width below which they do not stand side by side."""
        if self._narrow != round(em() * narrow):
            self._narrow = round(em() * narrow)
            self._choose_direction(self.width())

    def set_upright(self, upright: bool) -> None:
        """Have them below each other also where they fit side by side."""
        self._is_upright = upright
        self._choose_direction(self.width())

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
        needed = sum(each.sizeHint().width() + self._gap for each in self._shown()) - self._gap
        direction = QBoxLayout.Direction
        fits = not self._is_upright and (self._narrow or needed) <= width
        chosen = direction.LeftToRight if fits else direction.TopToBottom
        if chosen is self._box.direction():
            return
        self._box.setDirection(chosen)
        self._box.setSpacing(self._gap if fits else self._below)
        self._align(self._side if fits or self._wide is None else _FILLS)
        self.turned.emit(fits)

    def _fills(self, widget: QWidget) -> bool:
        return self._stretches or widget is self._wide

    def _align(self, side: Qt.AlignmentFlag) -> None:
        for widget in self._widgets:
            fills = self._fills(widget) and side is Qt.AlignmentFlag.AlignTop
            self._box.setAlignment(widget, _FILLS if fills else side)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]
