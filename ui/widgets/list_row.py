"""Rows that lead somewhere: a title, a line about it, a chevron; several of them in one card."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.sizes import RING
from ui.theme import colours, em
from ui.widgets.focus_ring import paint_ring
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.labels import Text, line
from ui.widgets.layouts import nest
from ui.widgets.symbols import Sign, Symbol

_ICON, _ICON_AT, _TEXT = 1.57, 2.05, 5.45
_ICON_AT_SMALL, _TEXT_SMALL = 0.9, 3
"""Side and left edge of an icon, and the words' left edge, in heights of the body text: in line
with those of facts."""

_FROM_EDGE = 2
"""Between the ring of the focus and the card's edge, in pixels: they are two lines."""


class ListRow(QAbstractButton):
    """The whole row can be clicked; Enter opens it while it has the focus."""

    def __init__(self, name: str, title: str, text: str = "", icon: Icon | None = None) -> None:
        super().__init__()
        self._icon, self._is_small = icon, False
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(round(em() * 0.1))
        words.addWidget(Text(title, "strong" if text else "body"))
        self._text = Text(text, "muted")
        words.addWidget(self._text)
        self._row = row = QHBoxLayout(self)
        nest(words, row, 1)
        row.addWidget(Symbol(Sign.ONWARD, 1.1), 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_small(False)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_small(self, small: bool) -> None:
        """Whether the window has little space: the title alone, and all nearer to each other."""
        self._is_small = small
        has_text = bool(self._text.text()) and not small
        self._text.setVisible(has_text)
        pad = round(em() * (0.6 if has_text or small else 0.7))
        left = 1.4 if self._icon is None else _TEXT_SMALL if small else _TEXT
        right = 0.7 if small else 1.2
        self._row.setContentsMargins(round(em() * left), pad, round(em() * right), pad)
        self._row.setSpacing(round(em() * (0.5 if small else 1)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = RING + _FROM_EDGE
        body = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        radius = em() * 0.35
        if self.isDown() or self.underMouse():
            fill = QColor(colours().primary)
            fill.setAlpha(36 if self.isDown() else 20)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(body, radius, radius)
        if self._icon is not None:
            side = em() * _ICON
            left = em() * (_ICON_AT_SMALL if self._is_small else _ICON_AT)
            place = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, place, self._icon, colours().primary)
        if self.hasFocus():
            paint_ring(painter, body, radius)
        painter.end()


class ListRows(QFrame):
    """A card of entries."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._entries: list[ListRow] = []

    def set_small(self, small: bool) -> None:
        """Whether the window has little space."""
        for entry in self._entries:
            entry.set_small(small)

    @property
    def first(self) -> ListRow:
        """The one at the top."""
        return self._entries[0]

    def add(self, entry: ListRow, on_chosen: Callable[[], None]) -> None:
        """Put an entry below the others; a click on it calls `on_chosen`."""
        if self._entries:
            self._column.addWidget(line())
        self._column.addWidget(entry)
        self._entries.append(entry)
        entry.clicked.connect(lambda _checked: on_chosen())
