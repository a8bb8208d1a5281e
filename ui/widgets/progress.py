"""Signs that something is under way, drawn rarely enough for remote desktops."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QColor, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QProgressBar, QSizePolicy, QWidget

from authenticator.model import Stage
from ui.reduced_motion import may_move
from ui.sizes import RING
from ui.texts import stage_text
from ui.theme import colours, em
from ui.widgets.labels import Text
from ui.widgets.notice import announce
from ui.widgets.symbols import Sign, Symbol

_INTERVAL = 100
_STEPS = 24


def paint_track(painter: QPainter, area: QRectF) -> None:
    """What a bar moves in; the painter has no pen afterwards."""
    now = colours()
    painter.setPen(Qt.PenStyle.NoPen if now.has_grounds else QPen(QColor(now.border), 1))
    inset = 0 if now.has_grounds else 0.5
    painter.setBrush(QColor(now.quiet))
    radius = area.height() / 2
    painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)


class BusyBar(QProgressBar):
    """A bar with a part that wanders: how long it will take is not known. Hatched and still where
    the system wants nothing to move."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step = 4
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._move)

    def sizeHint(self) -> QSize:
        return QSize(em() * 10, max(6, round(em() * 0.4)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showEvent(self, _event: QShowEvent) -> None:
        if may_move():
            self._timer.start()

    def hideEvent(self, _event: QHideEvent) -> None:
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect()).adjusted(RING, 0, -RING, 0)
        paint_track(painter, area)
        self._paint_work(painter, area, area.height() / 2)
        painter.end()

    def _paint_work(self, painter: QPainter, area: QRectF, radius: float) -> None:
        if not self._timer.isActive():
            painter.setBrush(QBrush(QColor(colours().primary), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(area, radius, radius)
            return
        part = area.width() / 4
        there = (area.width() - part) * abs(self._step - _STEPS / 2) / (_STEPS / 2)
        painter.setBrush(QColor(colours().primary))
        place = QRectF(area.left() + there, 0, part, area.height())
        painter.drawRoundedRect(place, radius, radius)

    def _move(self) -> None:
        self._step = (self._step + 1) % _STEPS
        self.update()


class StageList(QWidget):
    """The stages of the activation: done, under way, still to come."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._symbols = {stage: Symbol(Sign.WAITING, 1.4) for stage in Stage}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(round(em() * 0.7))
        layout.setVerticalSpacing(round(em() * 0.7))
        layout.setColumnStretch(1, 1)
        for row, (stage, symbol) in enumerate(self._symbols.items()):
            layout.addWidget(symbol, row, 0)
            layout.addWidget(Text(stage_text(stage)), row, 1)

    def show_stage(self, current: Stage) -> None:
        """Mark `current` as the one under way."""
        for stage, symbol in self._symbols.items():
            if stage is current:
                symbol.show_sign(Sign.CURRENT)
            else:
                symbol.show_sign(Sign.DONE if stage.value < current.value else Sign.WAITING)
        words = self.tr("Schritt {done} von {all}: {stage}")
        spoken = words.format(done=current.value, all=len(Stage), stage=stage_text(current))
        self.setAccessibleName(spoken)
        announce(self, spoken)
