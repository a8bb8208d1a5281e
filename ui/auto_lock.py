"""Signals when the app was not used for some time."""

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)
_MINUTE = 60_000


class AutoLock(QObject):
    """Watches each window that gets the focus, and not the whole application: that would bring
    every event of every widget here."""

    due = Signal()

    def __init__(self, minutes: int, parent: QObject) -> None:
        super().__init__(parent)
        self.timer = QTimer(self, singleShot=True)
        self.timer.timeout.connect(self.due)
        self.set_minutes(minutes)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
            self._watch(app.focusWindow())

    def set_minutes(self, minutes: int) -> None:
        """Minutes without input until `due`; 0 means never."""
        self.timer.setInterval(minutes * _MINUTE)
        self._begin_anew()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._begin_anew()
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            # A second time it takes the place of the first.
            window.installEventFilter(self)

    def _begin_anew(self) -> None:
        if self.timer.interval():
            self.timer.start()
        else:
            self.timer.stop()
