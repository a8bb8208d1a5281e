"""Buttons with one look on every system and a focus ring that cannot be missed."""

from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.sizes import BUTTON, MAIN_BUTTON, RADIUS, RING, TARGET, button_height, scaled, text_sizes
from ui.theme import colours, em
from ui.widgets.focus_ring import paint_ring
from ui.widgets.icons import Icon, paint_icon

_SIDE = 16
"""Between the words and the edge."""
_ICON = 18
_ICON_GAP = 8


class ButtonRole(Enum):
    """How much a button asks to be pressed; one PRIMARY a screen."""

    PRIMARY = auto()
    SECONDARY = auto()
    DANGER = auto()
    """Leads to something that cannot be undone."""
    QUIET = auto()
    """Words alone, which begin where the column begins."""
    QUIET_DANGER = auto()
    """As DANGER, and rarely wanted."""


_QUIET = (ButtonRole.QUIET, ButtonRole.QUIET_DANGER)
_DANGERS = (ButtonRole.DANGER, ButtonRole.QUIET_DANGER)


class Look(NamedTuple):
    """The colours of a button in one state."""

    fill: QColor
    ink: QColor
    line: QColor | None


class Button(QPushButton):
    """A push button that draws itself; Enter presses it while it has the focus."""

    def __init__(
        self,
        name: str,
        text: str,
        role: ButtonRole = ButtonRole.SECONDARY,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self._role = role
        self._icon: Icon | None = None
        self._is_wide = self._is_high = False
        self.setAutoDefault(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_role(self, role: ButtonRole) -> None:
        """Ask more or less to be pressed."""
        self._role = role
        self.updateGeometry()
        self.update()

    def show_icon(self, icon: Icon) -> None:
        """Draw an icon before the text, or alone."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_wide(self, *, is_high: bool = True) -> None:
        """Take the whole width; a primary button is the page's main one then, and may be higher."""
        self._is_wide, self._is_high = True, is_high
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.updateGeometry()

    def _font(self) -> QFont:
        """Not set on the widget: a style sheet takes back what was set before it came."""
        font = QFont(self.font())
        is_main = self._is_wide and self._role is ButtonRole.PRIMARY
        font.setPixelSize(text_sizes(em())["value"] if is_main else em())
        font.setBold(self._role is ButtonRole.PRIMARY)
        return font

    def _words_size(self) -> QSize:
        return QFontMetrics(self._font()).size(Qt.TextFlag.TextShowMnemonic, self.text())

    def sizeHint(self) -> QSize:
        is_main = self._is_high and self._role is ButtonRole.PRIMARY
        height = button_height(MAIN_BUTTON if is_main else BUTTON)
        if self._icon is not None and not self.text():
            side = max(TARGET, height) + 2 * RING
            return QSize(side, side)
        words = self._words_size()
        side = 0 if self._role in _QUIET else scaled(_SIDE)
        width = words.width() + 2 * side + self._icon_space()
        return QSize(width + 2 * RING, max(height, words.height()) + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _icon_space(self) -> int:
        return 0 if self._icon is None else scaled(_ICON + _ICON_GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        look = self._look()
        self._paint_body(painter, body, look)
        if self._icon is not None and not self.text():
            paint_icon(painter, _middle(body, scaled(_ICON + 4)), self._icon, look.ink.name())
        else:
            self._paint_words(painter, body, look.ink)
        if self.hasFocus():
            paint_ring(painter, body, RADIUS)
        painter.end()

    def _paint_body(self, painter: QPainter, body: QRectF, look: Look) -> None:
        now = colours()
        # In high contrast there is one colour for both: a broken line tells them apart.
        broken = not self.isEnabled() and now.muted == now.text
        style = Qt.PenStyle.DashLine if broken else Qt.PenStyle.SolidLine
        painter.setPen(QPen(look.line, 1, style) if look.line else Qt.PenStyle.NoPen)
        painter.setBrush(look.fill)
        if self._role in _QUIET and self.text():
            # Words alone have nothing around them: the ground reaches to where the ring is.
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
            return
        inset = 0.5 if look.line else 0
        painter.drawRoundedRect(body.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _paint_words(self, painter: QPainter, body: QRectF, ink: QColor) -> None:
        words = self._words_size().width()
        space = self._icon_space()
        left = body.center().x() - (words + space) / 2
        if self._icon is not None:
            side = scaled(_ICON)
            place = QRectF(left, body.center().y() - side / 2, side, side)
            paint_icon(painter, place, self._icon, ink.name())
        painter.setFont(self._font())
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        area = QRectF(left + space, body.top(), words, body.height())
        painter.drawText(area, int(flags), self.text())

    def _look(self) -> Look:
        now = colours()
        clear = QColor(0, 0, 0, 0)
        if not self.isEnabled():
            return self._look_disabled()
        touched = self.isDown() or self.underMouse()
        if self._role is ButtonRole.PRIMARY:
            fill = QColor(now.hover if touched else now.primary)
            return Look(fill.darker(108) if self.isDown() else fill, QColor(now.on_primary), None)
        ink = QColor(now.error if self._role in _DANGERS else now.text)
        if self._role is ButtonRole.QUIET:
            ink = QColor(now.primary)
        fill = clear if self._role in _QUIET else QColor(now.surface)
        if touched:
            fill = QColor(ink)
            fill.setAlpha(36 if self.isDown() else 20)
        line = {ButtonRole.DANGER: now.error, ButtonRole.SECONDARY: now.field_border}.get(
            self._role
        )
        return Look(fill, ink, QColor(line) if line else None)

    def _look_disabled(self) -> Look:
        now = colours()
        muted = QColor(now.muted)
        if self._role in _QUIET:
            return Look(QColor(0, 0, 0, 0), muted, None)
        is_primary = self._role is ButtonRole.PRIMARY
        line = now.field_border if is_primary else now.border
        return Look(QColor(now.quiet if is_primary else now.background), muted, QColor(line))


def _middle(body: QRectF, side: float) -> QRectF:
    return QRectF(body.center().x() - side / 2, body.center().y() - side / 2, side, side)
