"""Shows one notification at a time: over the desktop's bus on Linux, elsewhere at the tray icon."""

import sys
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from ui.desktop_integration.stop import Stop
from ui.desktop_integration.tray import Tray
from ui.jobs import JobRunner

_LAST_WORD: Final = 1.0
"""Seconds that the desktop has to take a notification away when the program ends."""


class Notifier(QObject):
    """A new notification replaces the one before it."""

    opened = Signal(str)
    """Carries what lets the window come to the front; empty where nothing is needed."""

    def show_request(self, title: str, text: str, *, sound: bool) -> None:
        """With a way to the request."""
        raise NotImplementedError

    def show_note(self, title: str, text: str) -> None:
        """Nothing to be done about it."""
        raise NotImplementedError

    def withdraw(self) -> None:
        """Take away what is shown."""
        raise NotImplementedError

    def end(self) -> None:
        """Take it away before the program ends: nothing would receive a click any more."""
        self.withdraw()


class BusNotifier(Notifier):
    """Each notification is a job of its own, which waits for its end."""

    def __init__(self, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._stop = Stop()

    def show_request(self, title: str, text: str, *, sound: bool) -> None:
        self._show(title, text, self.tr("Ansehen"), sound=sound)

    def show_note(self, title: str, text: str) -> None:
        self._show(title, text, "", sound=False)

    def withdraw(self) -> None:
        self._stop.set()

    def end(self) -> None:
        self.withdraw()
        self._stop.wait(_LAST_WORD)

    def _show(self, title: str, text: str, view: str, *, sound: bool) -> None:
        from ui.desktop_integration.desktop_notification import (
            End,
            EndKind,
            Notification,
            show_notification,
        )

        self._stop.set()
        self._stop = stop = Stop()
        app = QApplication.applicationName()
        shown = Notification(app, title, text, view, sound)
        silent = self._jobs.relay(self, lambda _: QApplication.beep())

        def ended(end: End) -> None:
            if end.kind is EndKind.OPENED:
                self.opened.emit(end.token)
            elif end.kind is EndKind.UNSHOWN and sound:
                QApplication.beep()

        self._jobs.run(self, lambda: show_notification(shown, stop, silent), ended, lambda _: None)


class TrayNotifier(Notifier):
    """The icon shows for as long as the request is open, whatever else is wanted of it."""

    def __init__(self, tray: Tray, parent: QObject) -> None:
        super().__init__(parent)
        self._tray = tray
        self._shows_request = False
        tray.message_clicked.connect(self._open)

    def show_request(self, title: str, text: str, *, sound: bool) -> None:
        self._shows_request = True
        self._tray.need(needed=True)
        self._tray.say(title, text)
        if sound:
            QApplication.beep()

    def show_note(self, title: str, text: str) -> None:
        self._tray.say(title, text)

    def withdraw(self) -> None:
        self._shows_request = False
        self._tray.need(needed=False)

    def _open(self) -> None:
        if self._shows_request:
            self.opened.emit("")


def system_notifier(tray: Tray, jobs: JobRunner, parent: QObject) -> Notifier:
    """What this system offers."""
    return BusNotifier(jobs, parent) if sys.platform == "linux" else TrayNotifier(tray, parent)
