"""A state in few words, and the colours of states."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme import colours, em
from ui.widgets.icons import Icon, paint_icon
from ui.widgets.labels import Text
from ui.widgets.notice import Tone


class Chip(QWidget):
    """A state in few words, with an icon and a colour of its own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._tone = Tone.SUCCESS
        self._icon: Icon | None = None
        self.words = Text(role="chip", name=name)
        self.words.setWordWrap(False)
        row = QHBoxLayout(self)
        above = round(em() * 0.2)
        row.setContentsMargins(round(em() * 2), above, round(em() * 0.7), above)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str, tone: Tone = Tone.SUCCESS, icon: Icon | None = None) -> None:
        """Something that waits has the tone INFO; `icon` where it is not that of the tone."""
        self._tone, self._icon = tone, icon
        self.words.setText(words)
        self.words.set_tone(tone.value)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink = tone_colours(self._tone)
        painter.setPen(Qt.PenStyle.NoPen if colours().has_grounds else QPen(QColor(ink), 1))
        painter.setBrush(QColor(ground))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        side = em() * 1.15
        place = QRectF(em() * 0.65, (self.height() - side) / 2, side, side)
        paint_icon(painter, place, self._icon or _CHIP_ICONS[self._tone], ink)
        painter.end()


_CHIP_ICONS = {
    Tone.SUCCESS: Icon.TICK,
    Tone.INFO: Icon.CLOCK,
    Tone.WARNING: Icon.WARNING,
    Tone.ERROR: Icon.ERROR,
}


def tone_colours(tone: Tone) -> tuple[str, str]:
    """What is behind a sign of this tone, and the sign itself."""
    now = colours()
    return {
        Tone.SUCCESS: (now.success_surface, now.primary),
        Tone.INFO: (now.quiet, now.muted),
        Tone.WARNING: (now.warning_surface, now.warning),
        Tone.ERROR: (now.error_surface, now.error),
    }[tone]
