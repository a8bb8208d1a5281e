"""The column that a page's content stands in, and the bar of actions below it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from ui.sizes import COLUMN, RING, scaled
from ui.theme import bar_width, em
from ui.widgets.buttons import Button
from ui.widgets.labels import Text

_ANY = Qt.AlignmentFlag(0)
_ABOVE, _BELOW, _BETWEEN = 24, 16, 16
_ABOVE_TIGHT, _BELOW_TIGHT, _BETWEEN_TIGHT = 4, 4, 4
_ABOVE_WAY_BACK = 8
_AROUND_ACTIONS, _AROUND_ACTIONS_TIGHT = 16, 8
_BESIDE, _BESIDE_NARROW = 20, 4
"""The least space between a column and the window's edges, besides that of a scroll bar."""
_NARROW = 400
"""Below this width a window's sides are given to what stands in it."""


class Column(QScrollArea):
    """A column of widgets in the middle, not wider than can be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its place is kept free: what stands beside it does not move when it comes.
        self._bar = _ScrollBar()
        self.setVerticalScrollBar(self._bar)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self.body = _ColumnLayout(inner)
        self._above = _ABOVE
        self.set_tight(False)
        outer = QWidget()
        outer.setProperty("role", "column")
        self._around = _centre(inner, outer)
        self._place_sides()
        self.setWidget(outer)

    def set_tight(self, tight: bool) -> None:
        """Less space above and between what is in it."""
        above, below = (_ABOVE_TIGHT, _BELOW_TIGHT) if tight else (self._above, _BELOW)
        self.body.setContentsMargins(0, scaled(above), 0, scaled(below))
        self._bar.empty = scaled(below)
        self.body.setSpacing(scaled(_BETWEEN_TIGHT if tight else _BETWEEN))

    def rise(self) -> None:
        """Begin nearer to the edge, with a small thing above the title."""
        self._above = _ABOVE_WAY_BACK
        self.set_tight(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_sides()
        super().resizeEvent(event)

    def _place_sides(self) -> None:
        side = _beside(self.width())
        # The scroll bar is at the right.
        self._around.setContentsMargins(side + bar_width(), 0, side, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 16, em() * 6)


class _ColumnLayout(QVBoxLayout):
    """Texts begin where the bodies of controls begin, which have space for their ring around."""

    def addWidget(
        self,
        widget: QWidget,
        stretch: int | None = 0,
        alignment: Qt.AlignmentFlag = _ANY,
    ) -> None:
        if isinstance(widget, Text):
            widget.line_up()
        super().addWidget(widget, stretch, alignment)


class _ScrollBar(QScrollBar):
    """Cannot be seen while nothing is out of sight but the space below the last thing."""

    empty = 0
    """Pixels of that space."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.empty:
            super().paintEvent(event)


class ActionBar(QFrame):
    """As wide as the column. Side by side where they fit, else the primary one on top."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "actions")
        inner = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(scaled(4))
        self._around = _centre(inner, self)
        self._is_tight = False
        self._place_sides()
        self._buttons: list[Button] = []
        inner.setMinimumHeight(Button("", "x").sizeHint().height())

    def set_tight(self, tight: bool) -> None:
        """Less space above and below."""
        self._is_tight = tight
        self._place_sides()

    def _place_sides(self) -> None:
        above = scaled(_AROUND_ACTIONS_TIGHT if self._is_tight else _AROUND_ACTIONS) - RING
        side = self._beside(self.width())
        self._around.setContentsMargins(side, above, side, above)

    def fill(self, back: Button | None, onward: list[Button]) -> None:
        self._buttons = [*reversed(onward), *([back] if back else [])]
        # The order of the Tab key is the one in which they come.
        for button in self._buttons:
            self._row.insertWidget(0, button)
        self._row.insertStretch(1 if back else 0, 1)

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        return QSize(widest + 2 * self._beside(0), super().minimumSizeHint().height())

    def _beside(self, width: int) -> int:
        """Pixels on each side."""
        return _beside(width) + bar_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_sides()
        needed = sum(button.sizeHint().width() + self._row.spacing() for button in self._buttons)
        available = min(event.size().width() - 2 * self._beside(event.size().width()), _width())
        direction = QBoxLayout.Direction
        fits = needed <= available
        self._row.setDirection(direction.LeftToRight if fits else direction.BottomToTop)
        super().resizeEvent(event)


def _width() -> int:
    """Of the column, with the space for rings on both sides."""
    return scaled(COLUMN) + 2 * RING


def _beside(width: int) -> int:
    """Pixels between the column and the scroll bar's place, in a window of `width`."""
    return scaled(_BESIDE if width >= scaled(_NARROW) else _BESIDE_NARROW)


def _centre(inner: QWidget, outer: QWidget) -> QHBoxLayout:
    """Put `inner` into the middle of `outer`, as wide as the column."""
    inner.setMaximumWidth(_width())
    row = row_with_middle(inner)
    outer.setLayout(row)
    return row


def row_with_middle(inner: QWidget) -> QHBoxLayout:
    """A row that has `inner` in its middle, as wide as it may be."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(inner, 1000)
    row.addStretch(1)
    return row
