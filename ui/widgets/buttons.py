"""Buttons with one look on every system and a focus ring that cannot be missed."""

from enum import Enum, auto

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme import colours, em
from ui.widgets.icons import Icon, paint_icon

RING = 4
"""Room around the button for its focus ring: 2 pixels of line, 2 of gap."""
_LEAST = 44
"""Side of a button that has an icon alone, in pixels (WCAG 2.2, 2.5.5)."""
_ICON_SPACE = 1.7
_MAIN_TEXT = 1.15


class ButtonRole(Enum):
    """How much a button asks to be pressed; one PRIMARY a screen."""

    PRIMARY = auto()
    SECONDARY = auto()
    DANGER = auto()
    QUIET = auto()
    QUIET_DANGER = auto()
    """Leads to something that cannot be undone, and is rarely wanted."""


_QUIET = (ButtonRole.QUIET, ButtonRole.QUIET_DANGER)
_DANGERS = (ButtonRole.DANGER, ButtonRole.QUIET_DANGER)


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
        self._is_wide = self._is_high = self._is_flush = False
        self.setAutoDefault(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_role(self, role: ButtonRole) -> None:
        """Ask more or less to be pressed."""
        self._role = role
        self.updateGeometry()
        self.update()

    def set_flush(self) -> None:
        """Have the words at the edges, in line with what stands above and below."""
        self._is_flush = True
        self.updateGeometry()

    def show_icon(self, icon: Icon) -> None:
        """Draw an icon before the text, or alone."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_wide(self, *, is_high: bool = True) -> None:
        """Take the whole width; a primary button has larger words then, and may be higher."""
        self._is_wide, self._is_high = True, is_high
        self.updateGeometry()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if self._role is ButtonRole.PRIMARY:
            font = self.font()
            font.setPixelSize(round(em() * _MAIN_TEXT))
            font.setBold(True)
            self.setFont(font)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())
        side = round(em() * (0.6 if self._role in _QUIET else 1.1))
        side = 2 if self._is_flush else side
        height = text.height() + round(em() * 0.95)
        if self._icon is not None and not self.text():
            return QSize(2 * (RING + _LEAST // 2), 2 * (RING + _LEAST // 2)).expandedTo(
                QSize(height + 2 * RING, height + 2 * RING)
            )
        width = text.width() + 2 * side + (0 if self._icon is None else round(em() * _ICON_SPACE))
        if self._is_high and self._role is ButtonRole.PRIMARY:
            height = max(height, round(em() * 1.72 + 24))
        return QSize(width + 2 * RING, height + 2 * RING)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        radius = em() * 0.45
        self._paint_body(painter, body, radius)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, radius + 3, radius + 3)
        painter.end()

    def _paint_body(self, painter: QPainter, body: QRectF, radius: float) -> None:
        fill, text, line = self._look()
        painter.setPen(QPen(line, 1.5) if line else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        inset = 0.75 if line else 0
        painter.drawRoundedRect(body.adjusted(inset, inset, -inset, -inset), radius, radius)
        painter.setPen(text)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        words = QRectF(body)
        if self._icon is not None:
            side = em() * 1.3
            width = self.fontMetrics().horizontalAdvance(self.text())
            space = em() * _ICON_SPACE if self.text() else side
            left = body.center().x() - (width + space) / 2
            place = QRectF(left, body.center().y() - side / 2, side, side)
            paint_icon(painter, place, self._icon, text.name())
            words.adjust(space, 0, 0, 0)
        painter.drawText(words, int(flags), self.text())

    def _look(self) -> tuple[QColor, QColor, QColor | None]:
        """Fill, text and line."""
        now = colours()
        clear = QColor(0, 0, 0, 0)
        if not self.isEnabled():
            return self._look_disabled()
        if self._role is ButtonRole.PRIMARY:
            return self._shaded(QColor(now.primary)), QColor(now.on_primary), None
        ink = QColor(now.error if self._role in _DANGERS else now.text)
        if self._role is ButtonRole.QUIET:
            ink = QColor(now.primary)
        fill = clear if self._role in _QUIET else QColor(now.surface)
        if self.isDown() or self.underMouse():
            fill = QColor(ink)
            fill.setAlpha(36 if self.isDown() else 20)
        line = {ButtonRole.DANGER: now.error, ButtonRole.SECONDARY: now.field_border}.get(
            self._role
        )
        return fill, ink, QColor(line) if line else None

    def _look_disabled(self) -> tuple[QColor, QColor, QColor | None]:
        now = colours()
        muted = QColor(now.muted)
        # In high contrast both are the same: the words would not show on the fill.
        if self._role is ButtonRole.PRIMARY and now.border != now.muted:
            return QColor(now.border), muted, None
        line = None if self._role in _QUIET else QColor(now.border)
        return QColor(0, 0, 0, 0), muted, line

    def _shaded(self, fill: QColor) -> QColor:
        if self.isDown():
            return fill.darker(125)
        return fill.darker(110) if self.underMouse() else fill
