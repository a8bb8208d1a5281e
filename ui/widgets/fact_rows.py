"""Facts that a user has to check: an icon, the value, a detail, and whether it is as usual."""

from collections.abc import Sequence
from enum import Enum, auto
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import colours, em
from ui.widgets.chip import Chip, tone_colours
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.notice import Tone

_NARROW = 30
"""Below so many heights of the body text there is nothing beside the words."""
_BAR = 4
"""Width of the bar at the left of a row that is not usual, in pixels."""


class Compact(Enum):
    """What a row does with its detail where space is short."""

    KEEPS_DETAIL = auto()
    HIDES_USUAL = auto()
    """Keeps the detail, and has no chip where all is well."""
    HIDES_CHIP = auto()
    """Keeps the detail; a row below says what the chip does."""
    HIDES_DETAIL = auto()
    JOINS_DETAIL = auto()
    """On the line of the value."""


class Fact(QWidget):
    """One row. Names: `name` for the value, `name.detail`, `name.usual`, `name.question`."""

    def __init__(self, name: str, what: str, icon: Icon, *, quiet: bool = False) -> None:
        """`what` is said to screen readers before the value.

        A quiet row is a low line that nobody has to check: a help for who wonders.
        """
        super().__init__()
        self._what, self._icon, self._is_quiet = what, icon, quiet
        self.value = Text(role="fact", name=name)
        self.detail = Text(role="muted", name=f"{name}.detail")
        self.usual = Chip(f"{name}.usual")
        self.question = Text(role="question", name=f"{name}.question")
        self._above: Fact | None = None
        self._action: QWidget | None = None
        self._icon_tone = Tone.SUCCESS
        self._is_danger = self._has_detail = False
        self._compact: Compact | None = None
        self._disc = _Disc(self, quiet=quiet)
        self._texts = self._questions = "", ""
        self._second_line = QWidget()
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._second_line)
        self._second.setContentsMargins(0, 0, 0, 0)
        self._second.addWidget(self.detail, 1)
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._words.addWidget(self.value)
        self._words.addWidget(self._second_line)
        self._words.addWidget(self.question)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._disc)
        nest(self._words, self._row, 1)
        for extra in (self.detail, self.usual, self.question):
            extra.setVisible(False)
        self.set_compact(None)

    def set_compact(self, compact: Compact | None) -> None:
        """How to save space in a small window; None where there is enough."""
        self._compact = compact
        self._disc.show_small(compact is not None)
        side = round(em() * (1.4 if compact is None else 1))
        usual = 0.35 if self._is_quiet else 0.65
        above = round(em() * (usual if compact is None else 0.12))
        right = round(em() * (1.4 if compact is None else 0.5))
        self._row.setContentsMargins(side, above, right, above)
        self._row.setSpacing(round(em() * (1.15 if compact is None else 0.7)))
        direction = QBoxLayout.Direction
        joined = compact is Compact.JOINS_DETAIL
        self._words.setDirection(direction.LeftToRight if joined else direction.TopToBottom)
        self._words.setSpacing(round(em() * (0.5 if joined else 0.05)))
        self._place_chip()
        loud = "fact" if compact is None else "strong"
        self.value.set_role("muted" if self._is_quiet else loud)
        self._show_extras()

    def _show_extras(self) -> None:
        hides = self._compact is Compact.HIDES_DETAIL
        long, short = self._texts
        self.detail.setText(long if self._compact is None else short)
        self._has_detail = bool(long) and not hides
        self.detail.setVisible(self._has_detail)
        self.usual.setVisible(self._shows_chip)
        self._place_chip()
        self.question.setText(self._questions[self._compact is not None])
        self.question.setVisible(bool(self.question.text()))

    @property
    def _shows_chip(self) -> bool:
        is_usual = self._compact is Compact.HIDES_USUAL and self._icon_tone is Tone.SUCCESS
        is_needless = is_usual or self._compact is Compact.HIDES_CHIP
        return bool(self.usual.words.text()) and not is_needless

    def _place_chip(self) -> None:
        """Beside the words, beside the detail or below it, as there is space."""
        across = QBoxLayout.Direction
        has_chip, narrow = self._shows_chip, self.width() < em() * _NARROW
        beside = self._compact is None and not narrow
        place = self._row if beside else self._second
        if self.usual.parentWidget() is None or place.indexOf(self.usual) < 0:
            place.insertWidget(2 if beside else 1, self.usual)
        words = self.detail.fontMetrics().horizontalAdvance(self.detail.text())
        words = max(words, self.detail.minimumSizeHint().width()) * self._has_detail
        chip = self.usual.sizeHint().width() if self.usual.words.text() else 0
        used = self.indent + words + self._second.spacing() + chip
        fits = used + self._row.contentsMargins().right() <= self.width()
        self._second.setDirection(across.LeftToRight if fits else across.TopToBottom)
        self._second_line.setVisible(self._has_detail or (has_chip and not beside))
        if self._action is not None:
            place, side = (self._words if narrow else self._row), Qt.AlignmentFlag
            place.addWidget(self._action, 0, side.AlignLeft if narrow else side.AlignVCenter)

    @property
    def indent(self) -> int:
        """Pixels at the left of the words."""
        return self._row.contentsMargins().left() + self._disc.width() + self._row.spacing()

    def set_action(self, action: QWidget) -> None:
        """What can be done, at the end of the row, or below the words of a narrow one."""
        self._action = action
        self._place_chip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_chip()

    def show_fact(
        self,
        value: str,
        detail: str = "",
        *,
        short_detail: str = "",
        usual: str = "",
        tone: Tone = Tone.SUCCESS,
        usual_icon: Icon | None = None,
        question: str = "",
        short_question: str = "",
        is_danger: bool = False,
    ) -> None:
        """Fill the row; a question marks it as not usual, in colour, by a bar and in words.

        What is `short_` is shown instead where space is short.

        `usual` are the words of the chip, `usual_icon` its icon where that of the tone says
        something else. `tone` is that of chip and icon; it is INFO where
        somebody else has to do something first, and that is in order.
        """
        self.value.setText(value)
        self._icon_tone = tone
        self.usual.show_words(usual, tone, usual_icon)
        self._texts = detail, short_detail or detail
        self._questions = question, short_question or question
        self._show_extras()
        spoken = ". ".join(filter(None, (value, detail, usual, question)))
        self.value.setAccessibleName(f"{self._what}: {spoken}".replace("\u200b", ""))
        self.question.set_tone("bad" if is_danger else "")
        self._is_danger = is_danger
        self.update()
        self._disc.update()

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
            return tone_colours(self._icon_tone)[1]
        return now.error if self._is_danger else now.warning

    @property
    def ground(self) -> str:
        """The colour behind the icon."""
        return colours().surface if self.is_unusual else tone_colours(self._icon_tone)[0]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        now = colours()
        if self.is_unusual:
            ground = now.error_surface if self._is_danger else now.warning_surface
            painter.fillRect(self.rect(), QColor(ground))
            painter.fillRect(0, 0, _BAR, self.height(), QColor(self.ink))
        elif self._above is not None and not (self._above.is_unusual or self._above.isHidden()):
            left = self.value.mapTo(self, self.value.rect().topLeft()).x()
            # A line would lie half above the row, and be lost where the scaling is 150 %.
            hairline = QRectF(left, 0, self.width() - round(em() * 1.4) - left, 1)
            painter.fillRect(hairline, QColor(now.border))
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

    def set_compact(self, how: Sequence[Compact] | Compact | None) -> None:
        """How each row, or every one of them, saves space; None where there is enough."""
        for number, row in enumerate(self._rows):
            row.set_compact(how[number] if isinstance(how, Sequence) else how)

    def minimumSizeHint(self) -> QSize:
        return QSize(em() * 10, super().minimumSizeHint().height())


class _Disc(QWidget):
    """The icon of a row, in a disc where there is space."""

    def __init__(self, fact: Fact, *, quiet: bool) -> None:
        """A quiet one is the icon alone, in a place as wide as the other discs."""
        super().__init__()
        self._fact, self._is_quiet = fact, quiet
        self._is_small = False

    def show_small(self, small: bool) -> None:
        self._is_small = small
        side = round(em() * (1.2 if small else 2.9))
        self.setFixedSize(side, round(em() * 1.5) if self._is_quiet and not small else side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if not (self._is_small or self._is_quiet):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._fact.ground))
            painter.drawEllipse(area)
            inset = area.width() * 0.24
            area.adjust(inset, inset, -inset, -inset)
        paint_icon(painter, area, self._fact.icon, self._fact.ink)
        painter.end()
