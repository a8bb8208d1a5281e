"""The frame of every screen: title, content that scrolls when it must, actions always in view."""

from typing import ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
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
from ui.widgets.notice import announce
from ui.widgets.steps import Steps

_ANY = Qt.AlignmentFlag(0)
_ABOVE, _BELOW, _BETWEEN = 24, 16, 16
_ABOVE_TIGHT, _BELOW_TIGHT, _BETWEEN_TIGHT = 8, 4, 4
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
        self.setVerticalScrollBar(_ScrollBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        self.body = _ColumnLayout(inner)
        self.set_tight(False)
        outer = QWidget()
        outer.setProperty("role", "column")
        _centre(inner, outer, left=bar_width())
        self.setWidget(outer)

    def set_tight(self, tight: bool) -> None:
        """Less space above and between what is in it."""
        above, below = (_ABOVE_TIGHT, _BELOW_TIGHT) if tight else (_ABOVE, _BELOW)
        self.body.setContentsMargins(0, scaled(above), 0, scaled(below))
        self.body.setSpacing(scaled(_BETWEEN_TIGHT if tight else _BETWEEN))

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
    """Cannot be seen while there is nothing to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class Page(QWidget):
    """A screen. Enter presses the primary button, Escape the one that goes back."""

    is_result: ClassVar[bool] = False
    """Whether it only tells how something ended: a request may take its place."""

    def __init__(self, name: str, title: str, step: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.primary: Button | None = None
        self.back: Button | None = None
        self.title = Text(title, "title", name=f"{name}.title")
        self.step = Text(step, "small", name=f"{name}.step")
        self._step_lines = Steps()
        self.setAccessibleName(" – ".join(filter(None, (step, title))))
        self._column = column = Column()
        self.body = column.body
        self._head = QVBoxLayout()
        self._head.setSpacing(scaled(2))
        self._step_line = self._step_row()
        self._head.addWidget(self._step_line)
        self.title.line_up()
        self._head.addWidget(self.title)
        self.body.addLayout(self._head)
        self._actions = _ActionBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(column, 1)
        layout.addWidget(self._actions)

    def _step_row(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, scaled(6))
        row.setSpacing(scaled(12))
        row.addWidget(self._step_lines)
        self.step.line_up()
        row.addWidget(self.step, 1)
        self._step_lines.hide()
        whole.setVisible(bool(self.step.text()))
        return whole

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def set_tight(self, tight: bool) -> None:
        """Give the content more space, in a small window."""
        self._column.set_tight(tight)
        self.title.set_role("heading" if tight else "title")

    def add_lead(self, lead: Text) -> None:
        """Put a line right below the title, both in the middle."""
        self._head.addWidget(lead)
        for label in (self.title, lead):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def show_step(self, text: str, number: int = 0, count: int = 0) -> None:
        """Show above the title what this page belongs to: of `count` steps also as lines."""
        self.step.setText(text)
        self._step_lines.show_step(number, count)
        self._step_lines.setVisible(bool(count))
        self._step_line.show()

    def set_actions(
        self, primary: Button | None, back: Button | None = None, *others: Button
    ) -> None:
        """Fill the row of actions: back on the left, primary on the right, others before it.

        The Tab key comes from the page to the primary one first, and to the way back last.
        """
        self.primary, self.back = primary, back
        self._actions.fill(back, [*others, *([primary] if primary else [])])

    def set_inline_actions(self, primary: Button, layout: QBoxLayout) -> None:
        """Have the actions in the page, right below what they are about, and no bar.

        `layout` has them in the order of the Tab key.
        """
        self.primary, self.back = primary, None
        self._actions.hide()
        self.body.addLayout(layout)

    def say_what_is_missing(self) -> None:
        """The user wants the primary button, which cannot be pressed yet: say why."""

    def show_at_work(self, button: Button, words: str) -> None:
        """Have `button` say what it has begun, also aloud."""
        button.setText(words)
        announce(button, words)

    def bring_into_view(self, widget: QWidget) -> None:
        """Scroll to `widget`, once it has its size."""
        QTimer.singleShot(0, widget, lambda: self._column.ensureWidgetVisible(widget))

    def first_focus(self) -> QWidget | None:
        """What the user most likely wants to do first; pages with fields say which."""
        return self.primary or self.back

    def focusNextPrevChild(self, next_one: bool) -> bool:
        """Qt asks it for the Tab key, and where to go from a control that was disabled or hidden.

        The latter stays on the page: Escape still goes back, and Enter presses nothing by accident.
        """
        focused = focus_within(self.window())
        if focused is None or takes_keys(focused):
            return super().focusNextPrevChild(next_one)
        if self.isVisible():
            self.setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = {
            Qt.Key.Key_Return: self.primary,
            Qt.Key.Key_Enter: self.primary,
            Qt.Key.Key_Escape: self.back,
        }.get(Qt.Key(event.key()))
        if pressed is not None and pressed.isVisible():
            pressed.click()
            if not pressed.isEnabled() and pressed is self.primary:
                self.say_what_is_missing()
        else:
            super().keyPressEvent(event)


class _ActionBar(QFrame):
    """As wide as the column. Side by side where they fit, else the primary one on top."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "actions")
        inner = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(scaled(4))
        bar = bar_width()
        _centre(inner, self, scaled(16) - RING, left=bar, right=bar)
        self._buttons: list[Button] = []
        inner.setMinimumHeight(Button("", "x").sizeHint().height())

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


def focus_within(window: QWidget) -> QWidget | None:
    """What has the focus in `window`, or will have it once the window is active."""
    return window.focusWidget()


def takes_keys(widget: QWidget) -> bool:
    """Whether it could use the focus."""
    return widget.isEnabled() and widget.isVisible()


def _width() -> int:
    """Of the column, with the space for rings on both sides."""
    return scaled(COLUMN) + 2 * RING


def _centre(inner: QWidget, outer: QWidget, above: int = 0, *, left: int, right: int = 0) -> None:
    """Put `inner` into the middle of `outer`, as wide as the column.

    `left` and `right` are pixels that are kept free beside it.
    """
    inner.setMaximumWidth(_width())
    row = row_with_middle(inner)
    side = scaled(_BESIDE)
    row.setContentsMargins(side + left, above, side + right, above)
    outer.setLayout(row)


def row_with_middle(inner: QWidget) -> QHBoxLayout:
    """A row that has `inner` in its middle, as wide as it may be."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(inner, 1000)
    row.addStretch(1)
    return row
