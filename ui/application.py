"""The Qt application, which on macOS gets links as an event."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Keeps links until they are taken: the first may come before the window."""

    link_came = Signal()
    ending = Signal()
    """The user or the system wants the program to end; its windows are still open."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._links: list[str] = []

    def take_links(self) -> list[str]:
        """The links that came since the last time."""
        links, self._links = self._links, []
        return links

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self._links.append(bytes(event.url().toEncoded().data()).decode("ascii", "replace"))
            self.link_came.emit()
            return True
        if event.type() == QEvent.Type.Quit:
            self.ending.emit()
        return super().event(event)
