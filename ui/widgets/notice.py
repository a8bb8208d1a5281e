"""Messages inside a page: never a window of their own."""

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.sizes import RING
from ui.style_sheet import style_anew
from ui.texts import Message
from ui.theme import em
from ui.widgets.buttons import ButtonRole
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.symbols import Sign, Symbol
from ui.widgets.window_buttons import CheckButton, ResetButton

_BAR = 4
"""Width of the bar at the left of a row, in pixels."""


class Tone(Enum):
    """Colour and sign of a message; the value is the style sheet's word."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


_SIGNS = {
    Tone.INFO: Sign.INFO,
    Tone.SUCCESS: Sign.DONE,
    Tone.WARNING: Sign.WARNING,
    Tone.ERROR: Sign.ERROR,
}


def message_tone(message: Message) -> Tone:
    """Of a failure: red is for what is wrong, and a wait for somebody else is not."""
    if message.waits:
        return Tone.INFO
    return Tone.WARNING if message.is_passing else Tone.ERROR


class Notice(QFrame):
    """A coloured box: sign, short title, text, support code and, where they may help, buttons that
    have the connection checked or open the portal's reset. Hidden while empty.

    A failure has the tone of its kind on every page: what may pass by itself is a warning.
    """

    def __init__(self, name: str, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "notice")
        self._title = Text(role="strong", name=f"{name}.title")
        self._text = Text(name=f"{name}.text")
        self._code = Text(role="small", name=f"{name}.code")
        for label in (self._text, self._code):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._words = words = QVBoxLayout()
        words.setSpacing(round(em() * 0.2))
        for label in (self._title, self._text, self._code):
            label.line_up()
            words.addWidget(label)
        self._check = CheckButton(f"{name}.check", ButtonRole.SECONDARY)
        self._reset = ResetButton(f"{name}.reset", ButtonRole.SECONDARY)
        for button in (self._check, self._reset):
            button.hide()
            words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout = layout = QHBoxLayout(self)
        pad = round(em() * 0.8)
        layout.setContentsMargins(pad, pad, pad - RING, pad)
        layout.setSpacing(pad - RING)
        self._symbol = Symbol(_SIGNS[tone])
        layout.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        nest(words, layout, 1)
        self._set_tone(tone)
        self.hide()

    def make_row(self) -> None:
        """Be a row of a card with facts: as wide as it, in line with them, a bar at the left."""
        self.setProperty("role", "row")
        self.set_small(False)

    def set_small(self, small: bool) -> None:
        """Of a row: whether the facts above have little space, too."""
        left, above, right, gap = (1, 0.3, 0.5, 0.7) if small else (2.2, 0.8, 1.4, 1.95)
        high = round(em() * above)
        self._layout.setContentsMargins(
            round(em() * left) - _BAR, high, round(em() * right) - RING, high
        )
        self._layout.setSpacing(round(em() * gap) - RING)

    def put_actions_first(self, actions: QWidget) -> None:
        """What can be done right below the title: in a small window the rest may scroll."""
        self._words.insertWidget(1, self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        self._words.insertWidget(2, actions)

    def put_actions_last(self) -> None:
        """The own buttons below the words, again; whoever lent others takes them back."""
        self._words.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)

    def show_message(self, message: Message | None) -> None:
        """Show a failure, or nothing."""
        if message is None:
            self.hide()
            return
        code = self.tr("Support-Code: {code}").format(code=message.code) if message.code else ""
        self._set_tone(message_tone(message))
        self.show_text(message.title, message.text, code)
        self._check.setVisible(message.is_network_related)
        self._reset.setVisible(message.may_reset)

    def show_text(self, title: str, text: str = "", code: str = "") -> None:
        """Show any words; empty lines take no space."""
        self._check.hide()
        self._reset.hide()
        fresh = self.isHidden() or title != self._title.text()
        for label, words in ((self._title, title), (self._text, text), (self._code, code)):
            label.setText(words)
            label.setVisible(bool(words))
        self.setAccessibleName(" ".join(filter(None, (title, text, code))))
        # Without a parent yet it would come up as a window of its own.
        self.setVisible(self.parentWidget() is not None)
        if fresh:
            announce(self, self.accessibleName())

    def _set_tone(self, tone: Tone) -> None:
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self._symbol.show_sign(_SIGNS[tone])
            style_anew(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ParentChange and self._title.text():
            self.show()


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say `words`, without moving the focus."""
    if words:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
