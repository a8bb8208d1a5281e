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
_BESIDE = 20
"""The least space between a column and the window's edges."""


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
        _centre(inner, outer, left=bar_width())
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
        bar = bar_width()
        self._around = _centre(inner, self, left=bar, right=bar)
        self.set_tight(False)
        self._buttons: list[Button] = []
        inner.setMinimumHeight(Button("", "x").sizeHint().height())

    def set_tight(self, tight: bool) -> None:
        """Less space above and below."""
        above = scaled(_AROUND_ACTIONS_TIGHT if tight else _AROUND_ACTIONS) - RING
        sides = self._around.contentsMargins()
        self._around.setContentsMargins(sides.left(), above, sides.right(), above)

    def fill(self, back: Button | None, onward: list[Button]) -> None:
        self._buttons = [*reversed(onward), *([back] if back else [])]
        # The order of the Tab key is the one in which they come.
        for button in self._buttons:
            self._row.insertWidget(0, button)
        self._row.insertStretch(1 if back else 0, 1)

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        return QSize(widest + 2 * self._beside(), super().minimumSizeHint().height())

    def _beside(self) -> int:
        """Pixels on each side."""
        return scaled(_BESIDE) + bar_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        needed = sum(button.sizeHint().width() + self._row.spacing() for button in self._buttons)
        available = min(event.size().width() - 2 * self._beside(), _width())
        direction = QBoxLayout.Direction
        fits = needed <= available
        self._row.setDirection(direction.LeftToRight if fits else direction.BottomToTop)
        super().resizeEvent(event)


def _width() -> int:
    """Of the column, with the space for rings on both sides."""
    return scaled(COLUMN) + 2 * RING


def _centre(inner: QWidget, outer: QWidget, *, left: int, right: int = 0) -> QHBoxLayout:
    """Put `inner` into the middle of `outer`, as wide as the column.

    `left` and `right` are pixels that are kept free beside it.
    """
    inner.setMaximumWidth(_width())
    row = row_with_middle(inner)
    side = scaled(_BESIDE)
    row.setContentsMargins(side + left, 0, side + right, 0)
    outer.setLayout(row)
    return row


def row_with_middle(inner: QWidget) -> QHBoxLayout:
    """A row that has `inner` in its middle, as wide as it may be."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(inner, 1000)
    row.addStretch(1)
    return row
