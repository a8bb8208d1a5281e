"""Facts that a user has to check: an icon, the value, a detail, and whether it is as usual."""

from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import colours, em
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.labels import Text

_BAR = 4
"""Width of the bar at the left of a row that is not usual, in pixels."""


class Compact(Enum):
    """What a row does with its detail where space is short."""

    KEEPS_DETAIL = auto()
    HIDES_DETAIL = auto()
    JOINS_DETAIL = auto()
    """On the line of the value."""


class Chip(QWidget):
    """Some words that say that a fact is as it usually is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.words = Text(role="chip", name=name)
        self.words.setWordWrap(False)
        row = QHBoxLayout(self)
        above = round(em() * 0.2)
        row.setContentsMargins(round(em() * 2), above, round(em() * 0.7), above)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().success_surface))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        side = em() * 1.15
        place = QRectF(em() * 0.65, (self.height() - side) / 2, side, side)
        paint_icon(painter, place, Icon.TICK, colours().primary)
        painter.end()


class Fact(QWidget):
    """One row. Names: `name` for the value, `name.detail`, `name.usual`, `name.question`."""

    def __init__(self, name: str, what: str, icon: Icon) -> None:
        """`what` is said to screen readers before the value."""
        super().__init__()
        self._what, self._icon = what, icon
        self.value = Text(role="fact", name=name)
        self.detail = Text(role="muted", name=f"{name}.detail")
        self.usual = Chip(f"{name}.usual")
        self.question = Text(role="question", name=f"{name}.question")
        self._above: Fact | None = None
        self._is_danger = self._is_waiting = False
        self._compact: Compact | None = None
        self._disc = _Disc(self)
        self._texts = "", ""
        self._second_line = QWidget()
        self._second = QHBoxLayout(self._second_line)
        self._second.setContentsMargins(0, 0, 0, 0)
        self._second.addWidget(self.detail, 1)
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._words.addWidget(self.value)
        self._words.addWidget(self._second_line)
        self._words.addWidget(self.question)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._disc)
        self._row.addLayout(self._words, 1)
        for extra in (self.detail, self.usual, self.question):
            extra.setVisible(False)
        self.set_compact(None)

    def set_compact(self, compact: Compact | None) -> None:
        """How to save space in a small window; None where there is enough."""
        self._compact = compact
        self._disc.show_small(compact is not None)
        side, above = round(em() * 1.4), round(em() * (0.65 if compact is None else 0.12))
        self._row.setContentsMargins(side, above, side, above)
        self._row.setSpacing(round(em() * (1.15 if compact is None else 0.7)))
        direction = QBoxLayout.Direction
        joined = compact is Compact.JOINS_DETAIL
        self._words.setDirection(direction.LeftToRight if joined else direction.TopToBottom)
        self._words.setSpacing(round(em() * (0.5 if joined else 0.05)))
        (self._row if compact is None else self._second).addWidget(self.usual)
        self.value.set_role("fact" if compact is None else "strong")
        self._show_extras()

    def _show_extras(self) -> None:
        hides = self._compact is Compact.HIDES_DETAIL
        long, short = self._texts
        self.detail.setText(long if self._compact is None else short)
        has_detail, has_usual = bool(long) and not hides, bool(self.usual.words.text())
        self.detail.setVisible(has_detail)
        self.usual.setVisible(has_usual)
        self._second_line.setVisible(has_detail or (has_usual and self._compact is not None))
        self.question.setVisible(bool(self.question.text()))

    def show_fact(
        self,
        value: str,
        detail: str = "",
        *,
        short_detail: str = "",
        usual: str = "",
        question: str = "",
        is_danger: bool = False,
        is_waiting: bool = False,
    ) -> None:
        """Fill the row; a question marks it as not usual, in colour, by a bar and in words.

        `is_waiting`: somebody else has to do something first, and that is in order.
        """
        for label, words in (
            (self.value, value),
            (self.usual.words, usual),
            (self.question, question),
        ):
            label.setText(words)
        self._texts = detail, short_detail or detail
        self._show_extras()
        spoken = ". ".join(filter(None, (value, detail, usual, question)))
        self.value.setAccessibleName(f"{self._what}: {spoken}".replace("\u200b", ""))
        self.question.set_tone("bad" if is_danger else "")
        self._is_danger, self._is_waiting = is_danger, is_waiting
        self.update()

    def show_detail(self, detail: str, short_detail: str) -> None:
        """Change the detail alone, without a word of a screen reader."""
        self._texts = detail, short_detail
        self._show_extras()

    def begin_below(self, above: "Fact") -> None:
        """A hairline divides it from a row above that has no ground of its own."""
        self._above = above

    @property
    def icon(self) -> Icon:
        return self._icon

    @property
    def is_unusual(self) -> bool:
        """Whether it asks a question."""
        return bool(self.question.text())

    @property
    def ink(self) -> str:
        """The colour of the icon."""
        now = colours()
        if not self.is_unusual:
            return now.muted if self._is_waiting else now.primary
        return now.error if self._is_danger else now.warning

    @property
    def disc(self) -> str:
        """The colour around the icon."""
        now = colours()
        if self.is_unusual:
            return now.surface
        return now.quiet if self._is_waiting else now.success_surface

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = colours()
        if self.is_unusual:
            ground = now.error_surface if self._is_danger else now.warning_surface
            painter.fillRect(self.rect(), QColor(ground))
            painter.fillRect(0, 0, _BAR, self.height(), QColor(self.ink))
        elif self._above is not None and not self._above.is_unusual:
            painter.setPen(QPen(QColor(now.border), 1))
            left = self.value.mapTo(self, self.value.rect().topLeft()).x()
            painter.drawLine(left, 0, self.width() - round(em() * 1.4), 0)
        painter.end()


class FactRows(QFrame):
    """Rows in a card."""

    def __init__(self, name: str, rows: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._rows = rows
        column = QVBoxLayout(self)
        column.setContentsMargins(1, round(em() * 0.25), 1, round(em() * 0.25))
        column.setSpacing(0)
        for row in rows:
            column.addWidget(row)
        for above, row in pairwise(rows):
            row.begin_below(above)

    def set_compact(self, how: Sequence[Compact] | None) -> None:
        """How each row saves space; None where there is enough."""
        for number, row in enumerate(self._rows):
            row.set_compact(how[number] if how else None)

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 10, super().minimumSizeHint().height())


class _Disc(QWidget):
    """The icon of a row, in a disc where there is space."""

    def __init__(self, fact: Fact) -> None:
        super().__init__()
        self._fact = fact
        self._is_small = False

    def show_small(self, small: bool) -> None:
        self._is_small = small
        side = round(em() * (1.2 if small else 2.9))
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if not self._is_small:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._fact.disc))
            painter.drawEllipse(area)
            inset = area.width() * 0.24
            area.adjust(inset, inset, -inset, -inset)
        paint_icon(painter, area, self._fact.icon, self._fact.ink)
        painter.end()
