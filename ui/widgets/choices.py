"""Check boxes and radio buttons whose text wraps and whose focus can be seen."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QRadioButton, QSizePolicy, QWidget

from ui.sizes import RING
from ui.theme import colours, em
from ui.widgets.focus_ring import paint_ring
from ui.widgets.icons import Icon, paint_icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    # Two of Qt's classes cannot be a class's parents at once.
    _Button = object


class _Markable(_Button):
    """Draws itself; the whole text can be clicked. With a lock where it cannot be changed."""

    def _prepare(self, name: str) -> None:
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(self._text_area(width).height(), self._side()) + 2 * RING

    def sizeHint(self) -> QSize:
        width = round(em() * 28)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = round(em() * 14)
        return QSize(width, self._side() + 2 * RING)

    def hitButton(self, _position: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now = colours()
        text = self._text_area(self.width())
        self._paint_mark(painter, QRectF(RING, RING, self._side(), self._side()))
        painter.setPen(QColor(now.text if self.isEnabled() else now.muted))
        painter.drawText(text, int(Qt.TextFlag.TextWordWrap), self.text())
        if not self.isEnabled():
            side = self._lock_side()
            lock = QRectF(self.width() - side - RING, text.top(), side, side)
            paint_icon(painter, lock, Icon.LOCK, now.muted)
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()).adjusted(RING, RING, -RING, -RING), 4)
        painter.end()

    def _side(self) -> int:
        return round(em() * 1.35)

    def _text_area(self, width: int) -> QRect:
        left = RING + self._side() + round(em() * 0.6)
        flags = int(Qt.TextFlag.TextWordWrap)
        right = 2 * RING if self.isEnabled() else 3 * RING + self._lock_side()
        area = QRect(0, 0, max(width - left - right, 1), 10_000)
        needed = self.fontMetrics().boundingRect(area, flags, self.text())
        offset = max(0, (self._side() - self.fontMetrics().height()) // 2)
        return QRect(left, RING + offset, area.width(), needed.height())

    def _lock_side(self) -> int:
        return round(em() * 1.2)

    def _ink(self) -> QColor:
        """Of the mark, when it is set."""
        return QColor(colours().primary if self.isEnabled() else colours().muted)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            enabled = self.isEnabled()
            shape = Qt.CursorShape
            self.setCursor(shape.PointingHandCursor if enabled else shape.ArrowCursor)
            self.updateGeometry()

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        raise NotImplementedError


class CheckBox(_Markable, QCheckBox):
    """One thing, on or off."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._prepare(name)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        now = colours()
        painter.setPen(QPen(self._ink() if self.isChecked() else QColor(now.field_border), 2))
        painter.setBrush(self._ink() if self.isChecked() else QColor(now.surface))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        if self.isChecked():
            self._paint_tick(painter, box)

    def _paint_tick(self, painter: QPainter, box: QRectF) -> None:
        path = QPainterPath(box.topLeft() + QPointF(box.width() * 0.25, box.height() * 0.52))
        path.lineTo(box.topLeft() + QPointF(box.width() * 0.43, box.height() * 0.70))
        path.lineTo(box.topLeft() + QPointF(box.width() * 0.76, box.height() * 0.32))
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        on = colours().on_primary if self.isEnabled() else colours().surface
        ink = QPen(QColor(on), 2.2, Qt.PenStyle.SolidLine, cap, join)
        painter.strokePath(path, ink)


class RadioButton(_Markable, QRadioButton):
    """One of several in the same parent."""

    def __init__(self, name: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._prepare(name)

    def _paint_mark(self, painter: QPainter, box: QRectF) -> None:
        now = colours()
        painter.setPen(QPen(self._ink() if self.isChecked() else QColor(now.field_border), 2))
        painter.setBrush(QColor(now.surface))
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ink())
            inset = box.width() * 0.28
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
