"""Pages that tell how something ended, and the way on."""

from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QHideEvent,
    QHoverEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.reduced_motion import may_move
from ui.texts import Message
from ui.theme import colours, em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.column import row_with_middle
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import Notice, Tone, message_tone
from ui.widgets.page import Page, focus_within
from ui.widgets.progress import paint_track
from ui.widgets.seal import Seal, SealSize
from ui.widgets.symbols import Sign

_PASSING: Final = (Sign.DONE, Sign.INFO)
"""What may be left unread; the other signs warn."""
_SIGNS: Final = {Tone.INFO: Sign.WAITING, Tone.WARNING: Sign.WARNING, Tone.ERROR: Sign.ERROR}
"""Of a result by the tone of its message."""
_TICK: Final = 100
"""Milliseconds between two steps of the bar: seldom enough for remote desktops."""
_TINY: Final = 20
"""Below so many heights of the body text there is no seal: words and button come first."""


class SealPage(Page):
    """A seal, a title and a sentence in the middle; what else there is follows below.

    It ends with `end`. In a small window only results have a seal.
    """

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.seal = Seal(Sign.DONE)
        self.text = Text(role="lead", name=f"{name}.text")
        self.add_lead(self.text)
        self.body.insertStretch(0, 2)
        self.body.insertWidget(1, self.seal, 0, Qt.AlignmentFlag.AlignHCenter)

    def end(self) -> None:
        """All stands above the middle of the page, as far as there is space."""
        self.body.addStretch(3)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self.seal.set_size(SealSize.RESULT_SMALL if small else SealSize.RESULT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_space = event.size().height() >= em() * _TINY
        self.seal.setVisible(has_space and (self.is_result or not self._is_small))


class ResultPage(SealPage):
    """How something ended. Its buttons stand below each other, the usual one on top."""

    is_result = True
    keeps_title = True

    def set_result_actions(self, primary: Button, *others: Button | None) -> None:
        """`primary` is what Enter presses."""
        column = QVBoxLayout()
        column.setContentsMargins(0, round(em() * 0.7), 0, 0)
        buttons = [button for button in (primary, *others) if button is not None]
        nest(row_with_middle(self.stack(*buttons, of_one_width=False)), column)
        self.set_inline_actions(primary, column)


class OutcomePage(ResultPage):
    """A result with its sentence or, after a failure, its message.

    What does not warn closes by itself: a bar shows when. It stops while the user moves about on
    the page, by mouse or by keyboard. With a screen reader the page stays until it is closed.
    """

    return_after: ClassVar[int] = 5000
    """Milliseconds until it closes by itself."""

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
        self._problem = Notice(f"{name}.problem", Tone.WARNING)
        self.body.addWidget(self._problem)
        self._close_words = close_words
        self._close = close = Button(f"{name}.close", "", ButtonRole.PRIMARY)
        close.clicked.connect(self.closed)
        leave = Button(f"{name}.leave", leave_words, ButtonRole.QUIET) if leave_words else None
        if leave is not None:
            leave.clicked.connect(self.left)
        self._leave = leave
        self.set_result_actions(close, leave)
        self.back = leave if leave is not None and leave_first else close
        self._closes_itself, self._returns = closes_itself, False
        self.countdown = _Countdown(name)
        self.body.addWidget(self.countdown)
        self.end()
        self._passed = 0
        self._mouse_moved = self._stays_in_front = False
        self.timer = QTimer(self, interval=_TICK)
        self.timer.timeout.connect(self._tick)
        # Tells of the mouse wherever it moves on the page.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def offer_leaving(self, offered: bool) -> None:
        """Show or hide the second way."""
        if self._leave is not None:
            self._leave.setVisible(offered)

    def stay_in_front(self, stays: bool) -> None:
        """Not to close while its window is in front: the browser that it opened has not come."""
        self._stays_in_front = stays

    def show_outcome(
        self, sign: Sign, title: str, text: str, message: Message | None = None
    ) -> None:
        """Say how it ended. A warning has the sign of its message."""
        if sign is Sign.WARNING and message is not None:
            sign = message_sign(message)
        self.seal.show_sign(sign)
        self.set_title(title)
        self.setAccessibleName(f"{title}. {text}")
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self._problem.show_message(message)
        words = self._close_words or self.tr("Zur Übersicht")
        failed = message is not None and self._close_words
        self._close.setText(self.tr("Zurück") if failed else words)
        self._returns = self._closes_itself and sign in _PASSING and message is None
        self._close.set_role(ButtonRole.SECONDARY if self._returns else ButtonRole.PRIMARY)
        self._begin_to_wait()

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.HoverMove if isinstance(event, QHoverEvent):
                # A mouse that lies where the button of the page before was says nothing.
                self._mouse_moved |= event.position() != event.oldPosF()
            case QEvent.Type.HoverLeave:
                self._mouse_moved = False
            case _:
                pass
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin_to_wait()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.timer.stop()

    def _begin_to_wait(self) -> None:
        self._passed, self._mouse_moved = 0, False
        returns = self._returns and not QAccessible.isActive()
        self.countdown.setVisible(returns)
        self.countdown.show_left(self.return_after, self.return_after)
        if returns and self.isVisible():
            self.timer.start()
        else:
            self.timer.stop()

    def _tick(self) -> None:
        if QAccessible.isActive():
            # A screen reader was started: nothing goes away under its user.
            self.timer.stop()
            self.countdown.hide()
        elif self._stays_in_front and self.window().isActiveWindow():
            self.countdown.show_waiting()
        elif self._is_read():
            self.countdown.show_stopped()
        else:
            self._go_on()

    def _is_read(self) -> bool:
        return self._mouse_moved or focus_within(self.window()) not in (None, self, self._close)

    def _go_on(self) -> None:
        self._passed += _TICK
        self.countdown.show_left(self.return_after - self._passed, self.return_after)
        if self._passed >= self.return_after:
            self.timer.stop()
            self.closed.emit()


def message_sign(message: Message) -> Sign:
    """What a page shows that tells of a failure."""
    return _SIGNS[message_tone(message)]


class _Countdown(QWidget):
    """A bar that fills, and words below it. Where nothing may move there are only the words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bar = _Bar()
        self._words = Text(role="small", name=f"{name}.countdown")
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, round(em() * 0.6), 0, 0)
        column.setSpacing(round(em() * 0.5))
        column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)

    def show_left(self, left: int, whole: int) -> None:
        """How much of the time is left, in milliseconds."""
        seconds = -(-left // 1000)
        one, more = (
            self.tr("Die App geht in 1 Sekunde von selbst zurück."),
            self.tr("Die App geht in {count} Sekunden von selbst zurück."),
        )
        self._say(one if seconds == 1 else more.format(count=seconds))
        self._bar.show_part(1 - left / whole)

    def show_stopped(self) -> None:
        """The bar stands still."""
        self._say(self.tr("Angehalten, solange Sie hier lesen."))

    def show_waiting(self) -> None:
        """The bar stands still until another program is in front."""
        self._say(self.tr("Die App geht von selbst zurück, sobald der Browser vorn ist."))

    def showEvent(self, event: QShowEvent) -> None:
        self._bar.setVisible(may_move())
        super().showEvent(event)

    def _say(self, words: str) -> None:
        if words != self._words.text():
            self._words.setText(words)


class _Bar(QWidget):
    """A screen reader has nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float) -> None:
        self._part = part
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(em() * 17), max(4, round(em() * 0.29)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        paint_track(painter, area)
        painter.setBrush(QColor(colours().primary))
        area.setWidth(self.width() * self._part)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.end()
