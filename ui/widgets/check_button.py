"""A button that asks the window to have the connection looked at."""

from PySide6.QtCore import QCoreApplication, QEvent

from ui.app_events import CHECK_WANTED
from ui.widgets.buttons import Button, ButtonRole


class CheckButton(Button):
    """Sends `CHECK_WANTED` to its window."""

    def __init__(self, name: str, role: ButtonRole) -> None:
        super().__init__(name, "", role)
        self.setText(self.tr("Verbindung prüfen"))
        self.clicked.connect(self._wish)

    def _wish(self) -> None:
        QCoreApplication.sendEvent(self.window(), QEvent(CHECK_WANTED))
