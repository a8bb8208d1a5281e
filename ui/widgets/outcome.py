"""A page that tells how something ended, and the way on."""

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QShowEvent

from ui.texts import Message
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.notice import Notice, Tone
from ui.widgets.page import Page
from ui.widgets.symbols import Sign, Symbol

_PASSING = (Sign.DONE, Sign.INFO)
"""What may be left unread; the other signs warn."""


class OutcomePage(Page):
    """A sign, a title, a sentence and, after a failure, its message.

    What does not warn closes by itself after a moment, later where the user moves the mouse or
    presses keys, and not while a screen reader runs.
    """

    is_result = True
    return_after: ClassVar[int] = 8000
    """Milliseconds without anything from the user."""

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
        closes_itself: bool = True,
    ) -> None:
        """`leave_first` makes Escape take the second way.

        `closes_itself`: whether it does so where it does not warn.
        """
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
        self._closes_itself, self._returns = closes_itself, False
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self._return)
        # Tells of the mouse wherever it moves on the page.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

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
        self._returns = self._closes_itself and sign in _PASSING and message is None
        self._begin_to_wait()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.HoverMove:
            self._begin_to_wait()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._begin_to_wait()
        super().keyPressEvent(event)

    def focusNextPrevChild(self, next_one: bool) -> bool:
        self._begin_to_wait()
        return super().focusNextPrevChild(next_one)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin_to_wait()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.timer.stop()

    def _begin_to_wait(self) -> None:
        self.timer.stop()
        if self._returns and self.isVisible():
            self.timer.start(self.return_after)

    def _return(self) -> None:
        if not QAccessible.isActive():
            self.closed.emit()
