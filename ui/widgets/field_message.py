"""The line below a field: says at once what is missing, wrong or right."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.sizes import RING, scaled
from ui.widgets.labels import Text
from ui.widgets.notice import announce
from ui.widgets.symbols import Sign, Symbol

_LINE = 20
"""Height of a line of small words, in pixels of the design."""


class FieldMessage(QWidget):
    """A sign and a few words; takes no space while it is empty."""

    said = Signal()
    """There are words now."""

    def __init__(
        self, name: str, words: str = "", role: str = "small", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._symbol = Symbol(Sign.INFO, 1.1)
        self._text = Text(role=role, name=name)
        self._field: QWidget | None = None
        self._description = self._before = ""
        layout = QHBoxLayout(self)
        layout.setContentsMargins(RING, 0, RING, 0)
        layout.setSpacing(scaled(6))
        layout.addStretch(0)
        layout.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addStretch(0)
        self.show_plain(words)

    @property
    def words(self) -> str:
        """What it says now."""
        return self._text.text()

    def set_centred(self, centred: bool) -> None:
        """Have sign and words in the middle, on one line."""
        layout = self.layout()
        if isinstance(layout, QHBoxLayout):
            for index, stretch in enumerate((int(centred), 0, int(not centred), int(centred))):
                layout.setStretch(index, stretch)
        self._text.setWordWrap(not centred)

    def set_role(self, role: str) -> None:
        """Change the size and weight of the words."""
        self._text.set_role(role)

    def describe(self, field: QWidget) -> None:
        """Have a screen reader say the words whenever it comes to `field`, after what it says of
        it now."""
        self._field, self._description = field, field.accessibleDescription()
        self._say_at_field()

    def say_before(self, words: str) -> None:
        """Have a screen reader say `words` at the field before those that stand here."""
        self._before = words
        self._say_at_field()

    def show_plain(self, words: str) -> None:
        """Advice that asks for nothing."""
        self._symbol.hide()
        self._say(words, "")

    def show_good(self, words: str) -> None:
        """It is right as it is."""
        self.show_sign(Sign.DONE, words, "good")

    def show_bad(self, words: str) -> None:
        """Something has to be changed; also said to screen readers."""
        fresh = words != self.words
        self.show_sign(Sign.ERROR, words, "bad")
        if fresh:
            announce(self, words)

    def show_sign(self, sign: Sign, words: str, tone: str = "") -> None:
        """Any sign with any words."""
        self._symbol.show_sign(sign)
        self._symbol.show()
        self._say(words, tone)

    def _say(self, words: str, tone: str) -> None:
        self._text.setText(words)
        self._text.set_tone(tone)
        self._appear()
        self._say_at_field()
        if words:
            self.said.emit()

    def _say_at_field(self) -> None:
        if self._field is not None:
            words = ". ".join(filter(None, (self._description, self._before, self.words)))
            self._field.setAccessibleDescription(words)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ParentChange:
            self._appear()

    def _appear(self) -> None:
        # Without a parent yet it would come up as a window of its own.
        self.setVisible(bool(self.words) and self.parentWidget() is not None)


class MessageLine(QWidget):
    """Says below several fields side by side what is said about any of them, the last thing alone.

    Its line is kept free while nothing is said, so that nothing moves.
    """

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[FieldMessage] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def keep_free(self, kept: bool) -> None:
        """Whether there is space enough for a line without words."""
        self.setMinimumHeight(scaled(_LINE) if kept else 0)

    def take(self, message: FieldMessage) -> None:
        """Have `message` stand here instead of at its field."""
        if message in self._messages:
            return
        self._messages.append(message)
        self._column.addWidget(message)
        message.said.connect(self._show_last)

    def give_back(self, message: FieldMessage) -> None:
        """Let `message` go; whoever wants it puts it elsewhere."""
        if message in self._messages:
            self._messages.remove(message)
            message.said.disconnect(self._show_last)

    def _show_last(self) -> None:
        last = self.sender()
        for message in self._messages:
            message.setVisible(message is last)
