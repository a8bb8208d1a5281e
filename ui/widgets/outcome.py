"""A page that tells how something ended, and the way on."""

from PySide6.QtCore import Qt, Signal

from ui.texts import Message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.symbols import Sign, Symbol


class OutcomePage(Page):
    """A sign, a title, a sentence and, after a failure, its message."""

    closed = Signal()
    left = Signal()
    """Where there is a second way."""

    def __init__(
        self,
        name: str,
        close_words: str = "",
        leave_words: str = "",
        *,
        leave_first: bool = True,
    ) -> None:
        """`leave_first` makes Escape take the second way."""
        super().__init__(name, "")
        self._symbol = Symbol(Sign.DONE, 3.4)
        self._text = Text(name=f"{name}.text")
        self._problem = Notice(f"{name}.problem", Tone.WARNING)
        self.body.insertWidget(0, self._symbol, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._text)
        self.body.addWidget(self._problem)
        self.body.addStretch(1)
        self._close_words = close_words
        self._close = close = Button(f"{name}.close", "", ButtonRole.PRIMARY)
        close.clicked.connect(self.closed)
        leave = Button(f"{name}.leave", leave_words) if leave_words else None
        if leave is not None:
            leave.clicked.connect(self.left)
        self._leave = leave
        self.set_actions(close, leave)
        self.back = leave if leave is not None and leave_first else close

    def offer_leaving(self, offered: bool) -> None:
        """Show or hide the second way."""
        if self._leave is not None:
            self._leave.setVisible(offered)

    def show_outcome(
        self, sign: Sign, title: str, text: str, message: Message | None = None
    ) -> None:
        """Say how it ended."""
        self._symbol.show_sign(sign)
        self._symbol.setVisible(message is None)
        self.set_title(title)
        self.setAccessibleName(f"{title}. {text}")
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._problem.show_message(message)
        words = self._close_words or self.tr("Zur Übersicht")
        failed = message is not None and self._close_words
        self._close.setText(self.tr("Zurück") if failed else words)
