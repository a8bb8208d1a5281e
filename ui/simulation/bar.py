"""Says at all times that nothing is real, and lets a trainer simulate faults."""

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtGui import QActionGroup, QColor, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QFrame, QMenu, QVBoxLayout, QWidget

from authenticator.simulation.portal import FaultScenario, SimulatedPortal
from ui.theme import colours, em
from ui.widgets.buttons import Button
from ui.widgets.labels import Text
from ui.widgets.notice import announce
from ui.widgets.wrapping_row import WrappingRow

_NARROW = 36
"""Below so many heights of the body text the buttons stand below the words."""


class SimulationBar(QFrame):
    """Cannot be closed. Names: `practice.title`, `.text`, `.request`, `.fault`."""

    fault_changed = Signal()
    """Another fault is simulated, or none any more."""
    _portal_changed = Signal()

    def __init__(self, portal: SimulatedPortal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._portal = portal
        self._shown = portal.fault
        self.setObjectName("practice")
        self.setProperty("role", "banner")
        self._text = Text(name="practice.text")
        self.request = Button("practice.request", self.tr("Anmeldung auslösen"))
        self.request.clicked.connect(self._begin_login)
        self.fault = Button("practice.fault", self.tr("Störung …"))
        self.fault.clicked.connect(self._open_menu)
        self._menu = self._make_menu()
        self._lay_out()
        self._say("")
        # Background work changes the portal, too: the signal brings that to the GUI thread.
        self._portal_changed.connect(self._show_mishap)
        portal.changed = self._portal_changed.emit

    def announce_browser(self) -> None:
        """Instead of opening the browser."""
        self._say(self.tr("Im echten Betrieb öffnet sich jetzt Ihr Browser."))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        _paint_stripes(painter, QRect(0, 0, self.width(), _stripe()))
        painter.end()

    def _lay_out(self) -> None:
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(round(em() * 0.15))
        title = Text(self.tr("Übungsbetrieb"), "heading", name="practice.title")
        for label in (title, self._text):
            label.line_up()
            lines.addWidget(label)
        buttons = WrappingRow(self.request, self.fault)
        layout = QVBoxLayout(self)
        edge = round(em() * 0.4)
        layout.setContentsMargins(round(em() * 1.4), _stripe() + edge, em(), edge)
        layout.addWidget(WrappingRow(words, buttons, wide=words, narrow=_NARROW))

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("practice.menu")
        group = QActionGroup(menu)
        for fault, words in self._words().items():
            action = menu.addAction(words)
            action.setObjectName(f"practice.fault.{fault.value}")
            action.setCheckable(True)
            action.setChecked(fault is self._shown)
            action.setData(fault)
            action.triggered.connect(lambda _=False, played=fault: self._portal.set_fault(played))
            group.addAction(action)
        return menu

    def _words(self) -> dict[FaultScenario, str]:
        return {
            FaultScenario.NONE: self.tr("Keine, alles läuft"),
            FaultScenario.WRONG_PIN: self.tr("Nächster PIN‑Code ist falsch"),
            FaultScenario.TOO_LATE: self.tr("Nächste Freigabe kommt zu spät"),
            FaultScenario.STRANGER: self.tr("Anfragen kommen von Fremden"),
            FaultScenario.NO_NETWORK: self.tr("Portal ist nicht erreichbar"),
            FaultScenario.LOCKED: self.tr("Gerät ist gesperrt"),
        }

    def _open_menu(self) -> None:
        self._menu.popup(self.fault.mapToGlobal(QPoint(0, self.fault.height())))

    def _begin_login(self) -> None:
        if not self._portal.begin_login():
            self._say(self.tr("Bitte aktivieren Sie zuerst ein Übungskonto."))

    def _show_mishap(self) -> None:
        now = self._portal.fault
        if now is self._shown:
            return
        self._shown = now
        for action in self._menu.actions():
            action.setChecked(action.data() is now)
        words = self.tr("Störung: {fault}.").format(fault=self._words()[now])
        self._say("" if now is FaultScenario.NONE else words)
        self.fault_changed.emit()

    def _say(self, words: str) -> None:
        always = self.tr("Nichts hier ist echt. Jeder Code gilt.")
        self._text.setText(words or always)
        if words:
            announce(self, words)


def _stripe() -> int:
    return round(em() * 0.5)


def _paint_stripes(painter: QPainter, area: QRect) -> None:
    """Slanted, as on a barrier."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(area, QColor(colours().warning_surface))
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(colours().warning))
    step, height = area.height() * 3, area.height()
    for x in range(area.left() - step, area.right() + step, step):
        corners = ((x, height), (x + height, 0), (x + 2 * height, 0), (x + height, height))
        painter.drawPolygon(QPolygon([QPoint(*corner) for corner in corners]))
