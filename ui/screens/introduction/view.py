"""Three cards, one after the other: what the app is for, what is needed, what the PIN is for."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.screens.introduction.drawings import CardDrawing, Drawing
from ui.screens.settings.plain_language import PlainLanguage
from ui.sizes import RING, scaled
from ui.theme import colours, em
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.labels import Text
from ui.widgets.layouts import nest
from ui.widgets.page import Page
from ui.widgets.pages import Pages

_NAMES = ("introduction.way", "introduction.needs", "introduction.pin")
_DOT, _LONG_DOT, _DOT_GAP = 8, 24, 10
_TEXT = 66
"""Height of three lines: the buttons stand in one place on all cards."""
_TINY = 24
"""Below so many heights of the body text there is no drawing: words and buttons come first."""


class CardPage(Page):
    """A card. Enter goes on, Escape skips all of them."""

    keeps_title = True

    went_on = Signal()
    skipped = Signal()

    def __init__(self, at: int) -> None:
        """`at` counts from 0."""
        super().__init__(_NAMES[at], "")
        title, text, drawing = self._content(at)
        counted = self.tr("{number} von {count}").format(number=at + 1, count=len(_NAMES))
        self.title.setText(title)
        self.setAccessibleName(" – ".join((counted, title, text)))
        self._text = Text(text, "lead", name=f"{_NAMES[at]}.text")
        self._drawing = CardDrawing(drawing)
        self._dots = _Dots(at)
        self._card = QFrame()
        self._card.setProperty("role", "card")
        column = QVBoxLayout(self._card)
        column.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(scaled(8))
        for label in (self.title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            column.addWidget(label)
        row = QHBoxLayout()
        nest(row, column)
        self._fill_footer(row, at, counted)
        self.body.addStretch(2)
        self.body.addWidget(self._card)
        self.body.addStretch(3)
        self._space(tight=False)

    def _content(self, at: int) -> tuple[str, str, Drawing]:
        return (
            (
                self.tr("So melden Sie sich künftig an"),
                self.tr(
                    "Im Browser geben Sie Ihren Benutzernamen ein. Die App zeigt die Anmeldung, "
                    "und Sie geben sie mit Ihrem PIN‑Code frei. Danach geht es im Browser weiter."
                ),
                Drawing.WAY,
            ),
            (
                self.tr("Das brauchen Sie jetzt"),
                self.tr(
                    "Ihren Benutzernamen und einen Aktivierungscode aus 8 Ziffern. Beides zeigt "
                    "das Portal in Ihrem Browser. Lassen Sie die Seite offen."
                ),
                Drawing.NEEDS,
            ),
            (
                self.tr("Ihr PIN‑Code gehört nur Ihnen"),
                self.tr(
                    "Sie wählen gleich 6 Ziffern. Damit geben Sie jede Anmeldung in der App frei. "
                    "Die AOK fragt nie danach, auch nicht am Telefon."
                ),
                Drawing.PIN,
            ),
        )[at]

    def _fill_footer(self, row: QHBoxLayout, at: int, counted: str) -> None:
        self.primary = Button(f"{_NAMES[at]}.next", self.tr("Weiter"), ButtonRole.PRIMARY)
        self.primary.clicked.connect(self.went_on)
        self.back = Button(f"{_NAMES[at]}.skip", self.tr("Überspringen"), ButtonRole.QUIET)
        self.back.clicked.connect(self.skipped)
        row.setContentsMargins(0, scaled(16), 0, 0)
        row.setSpacing(scaled(12))
        row.addWidget(self._dots)
        count = Text(counted, "small", name=f"{_NAMES[at]}.count")
        count.setWordWrap(False)
        row.addWidget(count, 1)
        row.addWidget(self.back)
        row.addWidget(self.primary)

    def set_small(self, small: bool) -> None:
        super().set_small(small)
        self._drawing.make_small(small)
        self._dots.setVisible(not small)
        self._space(tight=small)

    def _space(self, *, tight: bool) -> None:
        self._text.setMinimumHeight(0 if tight else scaled(_TEXT))
        inside = self._card.layout()
        if inside is not None:
            side, above = (16, 12) if tight else (32, 40)
            inside.setContentsMargins(*map(scaled, (side, above, side, min(above, 24))))
            inside.setSpacing(scaled(4 if tight else 8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._drawing.setVisible(event.size().height() >= em() * _TINY)
        super().resizeEvent(event)


class IntroductionView(Pages):
    """Shows one card at a time, each made when it comes."""

    closed = Signal()
    """All were seen, or the user had no wish to."""

    def __init__(self, plain: PlainLanguage) -> None:
        super().__init__()
        self.setObjectName("introduction")
        self._at = 0
        plain.changed.connect(self._show_card)
        self._show_card()

    def _show_card(self) -> None:
        page = CardPage(self._at)
        page.went_on.connect(self._go_on)
        page.skipped.connect(self.closed)
        self.turn_to_fresh(page)

    def _go_on(self) -> None:
        if self._at + 1 == len(_NAMES):
            self.closed.emit()
        else:
            self._at += 1
            self._show_card()


class _Dots(QWidget):
    """Says nothing to a screen reader: the words beside it do."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        others = len(_NAMES) - 1
        return QSize(RING + scaled(_LONG_DOT + others * (_DOT + _DOT_GAP)), scaled(_DOT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left, high = float(RING), self.height()
        for index in range(len(_NAMES)):
            is_here = index == self._at
            width = scaled(_LONG_DOT if is_here else _DOT)
            painter.setBrush(QColor(colours().primary if is_here else colours().field_border))
            painter.drawRoundedRect(QRectF(left, 0, width, high), high / 2, high / 2)
            left += width + scaled(_DOT_GAP)
        painter.end()
