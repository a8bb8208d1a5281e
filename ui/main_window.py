"""The one window: header, a banner for a request that must not interrupt, and one place."""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from authenticator.branding import Branding
from ui.theme import em
from ui.widgets.buttons import Button, Rank
from ui.widgets.symbols import Sign, Symbol, window_icon

_SMALLEST = QSize(640, 480)
_USUAL = QSize(760, 620)
_USUAL_EM = 14
_MOST = 1.5
"""However large the font is, the window has to fit on a screen of 1024 by 768."""


class MainWindow(QWidget):
    """Cheap to make: it is on the screen before anything else is imported."""

    painted = Signal()
    """Once, after the window was drawn for the first time."""
    help_wanted = Signal()

    def __init__(self, branding: Branding) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(branding.window_title)
        self.setWindowIcon(window_icon())
        scale = min(max(em() / _USUAL_EM, 1), _MOST)
        self.setMinimumSize(_SMALLEST * scale)
        self.resize(_USUAL * scale)
        self._was_painted = False
        self.places = QStackedWidget()
        self.banner_slot = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header(branding))
        layout.addLayout(self.banner_slot)
        layout.addWidget(self.places, 1)

    def show_place(self, place: QWidget) -> None:
        """Put a place in front."""
        if self.places.indexOf(place) < 0:
            self.places.addWidget(place)
        self.places.setCurrentWidget(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def _header(self, branding: Branding) -> QWidget:
        header = QFrame()
        header.setProperty("role", "header")
        name = QLabel(branding.product)
        name.setProperty("role", "brand")
        self._help = Button("main.help", self.tr("Hilfe"), Rank.QUIET)
        self._help.clicked.connect(self.help_wanted)
        row = QHBoxLayout(header)
        row.setContentsMargins(round(em() * 1.4), round(em() * 0.35), em(), round(em() * 0.35))
        row.setSpacing(round(em() * 0.6))
        row.addWidget(Symbol(Sign.SHIELD, 1.9))
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(self._help)
        return header
