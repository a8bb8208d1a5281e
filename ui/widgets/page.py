"""The frame of every screen: title, content that scrolls when it must, actions always in view."""

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from ui.app_events import TITLE_CHANGED
from ui.sizes import RING, scaled
from ui.theme import em, is_small
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import ActionBar, Column, row_with_middle
from ui.widgets.icons import Icon
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import announce
from ui.widgets.steps import Steps
from ui.widgets.wrapping_row import WrappingRow

_STACK = 312
"""Width of what stands below each other in the middle: that of the cells of a PIN."""
_LOW = 24
"""Below so many heights of the body text in height there is no line about the step."""
_ANY = 16_777_215
"""Width that Qt gives to whatever has no widest one, in pixels."""


class Page(QWidget):
    """A screen. Enter presses the primary button, Escape the one that goes back."""

    is_result: ClassVar[bool] = False
    """Whether it only tells how something ended: a request may take its place."""
    keeps_title: bool = False
    """Whether its title stays in it in a small window, where others hand it to the header."""

    def __init__(self, name: str, title: str, step: str = "") -> None:
        super().__init__()
        self._is_small = False
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
        nest(self._head, self.body)
        self._leads: dict[Text, str] = {}
        self._stacks: list[WrappingRow] = []
        self._actions = ActionBar()
        self._actions.hide()
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
        if not self.step.text():
            whole.hide()
        return whole

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self._place_title()

    def set_small(self, small: bool) -> None:
        """Whether the window is small: less space between things, and the title in its header."""
        self.set_tight(small)
        self._place_title()

    def _place_title(self) -> None:
        handed = self._is_small and not self.keeps_title
        self.title.setVisible(not handed)
        self.setWindowTitle(self.title.text() if handed else "")
        QCoreApplication.sendEvent(self.window(), QEvent(TITLE_CHANGED))

    def set_tight(self, tight: bool) -> None:
        """Give the content more space, in a small window."""
        self._column.set_tight(tight)
        self._actions.set_tight(tight)
        self.title.set_role("heading" if tight else "title")
        for lead, role in self._leads.items():
            lead.set_role("muted" if tight else role)
        for buttons in self._stacks:
            buttons.set_upright(not tight)
            buttons.setMaximumWidth(_ANY if tight else _stack_width())

    def add_lead(self, lead: Text) -> None:
        """Put a line right below the title, both in the middle."""
        self._head.addWidget(lead)
        self._note_lead(lead)
        for label in (self.title, lead):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)

    def add_lead_at_left(self, lead: Text) -> None:
        """Put a line below what is in the page already, in line with it."""
        self.body.addWidget(lead)
        self._note_lead(lead)

    def _note_lead(self, lead: Text) -> None:
        """Where space is short it is as small as other texts."""
        self._leads[lead] = str(lead.property("role"))

    def add_way_back(self, name: str, words: str = "") -> Button:
        """A quiet button above the title, also pressed by Escape.

        Call it before anything else is put into the page: Tab comes by it first.
        """
        back = Button(name, words or self.tr("Zurück"), ButtonRole.QUIET)
        back.show_icon(Icon.BACK)
        self._head.insertWidget(0, back, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.rise()
        self.back = back
        return back

    def show_step(self, text: str, number: int = 0, count: int = 0) -> None:
        """Show above the title what this page belongs to: of `count` steps also as lines."""
        self.step.setText(text)
        self._step_lines.show_step(number, count)
        self._step_lines.setVisible(bool(count))
        self._step_line.setVisible(self.height() >= em() * _LOW)

    def set_actions(
        self, primary: Button | None, back: Button | None = None, *others: Button
    ) -> None:
        """Fill the row of actions: back on the left, primary on the right, others before it.

        The Tab key comes from the page to the primary one first, and to the way back last.
        """
        self.primary, self.back = primary, back
        self._actions.fill(back, [*others, *([primary] if primary else [])])
        self._actions.show()

    def set_inline_actions(self, primary: Button, layout: QBoxLayout) -> None:
        """Have the actions in the page, right below what they are about, and no bar.

        `layout` has them in the order of the Tab key.
        """
        self.primary = primary
        nest(layout, self.body)

    def set_stacked_actions(self, *widgets: QWidget) -> None:
        """Buttons, and fields above them, below each other in the middle, of one width."""
        for field in widgets:
            if not isinstance(field, Button):
                field.setMaximumWidth(_stack_width())
                nest(row_with_middle(field), self.body)
        buttons = [button for button in widgets if isinstance(button, Button)]
        nest(row_with_middle(self.stack(*buttons)), self.body)

    def stack(self, *buttons: Button, gap: float = 0.3, of_one_width: bool = True) -> WrappingRow:
        """Below each other in the middle; side by side in a small window, if they fit there.

        `gap`: between two, in heights of the body text.
        """
        if of_one_width:
            for button in buttons:
                button.set_wide()
        align = Qt.AlignmentFlag
        side = align.AlignTop if of_one_width else align.AlignHCenter
        stack = WrappingRow(*buttons, gap=gap, side=side, stretches=True)
        stack.set_upright(True)
        stack.setMaximumWidth(_stack_width())
        self._stacks.append(stack)
        return stack

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_low = event.size().height() < em() * _LOW
        self._step_line.setVisible(bool(self.step.text()) and not is_low)
        small = is_small(self.window().size())
        if small is not self._is_small:
            self._is_small = small
            self.set_small(small)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_title()

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


def _stack_width() -> int:
    return scaled(_STACK) + 2 * RING


def focus_within(window: QWidget) -> QWidget | None:
    """What has the focus in `window`, or will have it once the window is active."""
    return window.focusWidget()


def takes_keys(widget: QWidget) -> bool:
    """Whether it could use the focus."""
    return widget.isEnabled() and widget.isVisible()
