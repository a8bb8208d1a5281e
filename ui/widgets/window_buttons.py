"""Buttons that ask the window for what may help, wherever they stand."""

from PySide6.QtCore import QCoreApplication, QEvent

from ui.app_events import CHECK_WANTED, RESET_WANTED
from ui.widgets.buttons import Button, ButtonRole


class _WindowButton(Button):
    """Sends an event to its window."""

    def __init__(self, name: str, role: ButtonRole, event: QEvent.Type) -> None:
        super().__init__(name, "", role)
        self.clicked.connect(lambda: QCoreApplication.sendEvent(self.window(), QEvent(event)))


class CheckButton(_WindowButton):
    """Has the connection looked at."""

    def __init__(self, name: str, role: ButtonRole) -> None:
        super().__init__(name, role, CHECK_WANTED)
        self.setText(self.tr("Verbindung prüfen"))


class ResetButton(_WindowButton):
    """Opens the portal's page for a lost device or a forgotten PIN."""

    def __init__(self, name: str, role: ButtonRole) -> None:
        super().__init__(name, role, RESET_WANTED)
        self.setText(self.tr("Zugang zurücksetzen"))
