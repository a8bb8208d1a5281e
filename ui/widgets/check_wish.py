"""The wish to have the connection looked at, from any page to the window that it is in."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from ui.widgets.buttons import Button, Rank

CHECK_WANTED: Final = QEvent.Type(QEvent.registerEventType())


class CheckButton(Button):
    """Sends `CHECK_WANTED` to its window."""

    def __init__(self, name: str, rank: Rank) -> None:
        super().__init__(name, "", rank)
        self.setText(self.tr("Verbindung prüfen"))
        self.clicked.connect(self._wish)

    def _wish(self) -> None:
        window: QObject = self.window()
        QCoreApplication.sendEvent(window, QEvent(CHECK_WANTED))
