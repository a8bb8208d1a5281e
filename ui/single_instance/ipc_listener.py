"""What comes from outside to the open window: second starts, and links."""

import logging
import os
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from authenticator.desktop.single_instance import Message
from authenticator.desktop.take_over import LOOK, TakeOverRequest
from ui.application import Application
from ui.single_instance.server import HandoverServer
from ui.single_instance.startup_lock import StartupLock

_LOG: Final = logging.getLogger(__name__)


class IpcListener(QObject):
    """Raises the window for them; links wait until they can be opened. Keeps the profile."""

    profile_lost = Signal()
    """Another computer has taken the profile over: this process must not go on with it."""
    take_over_wanted = Signal()
    """Another session of this user asks for the profile; again at each look while it does."""

    def __init__(self, app: QApplication, window: QWidget, startup_lock: StartupLock) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        # The profile is this process's while this object lives.
        self._startup_lock = startup_lock
        self._links = [startup_lock.link] if startup_lock.link else []
        self._open: Callable[[str], None] | None = None
        self._server = HandoverServer(self)
        self._server.received.connect(self.attend)
        if not self._server.listen(startup_lock.address):
            _LOG.warning("second starts cannot hand over to this window")
        if startup_lock.lock.needs_renewal:
            self._renew_regularly()
        self._look_regularly()
        if isinstance(app, Application):
            app.link_came.connect(self._take_links)
            self._take_links()

    def renew(self) -> None:
        """Keep the profile for another while, or say that it is lost."""
        if not self._startup_lock.lock.renew():
            self._renewal.stop()
            self.profile_lost.emit()

    def look(self) -> None:
        """See whether another session asks for the profile."""
        if self._take_over.is_made():
            self.take_over_wanted.emit()

    def _look_regularly(self) -> None:
        self._take_over = TakeOverRequest(self._startup_lock.lock.folder)
        self._looks = QTimer(self)
        self._looks.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._looks.timeout.connect(self.look)
        self._looks.start(round(LOOK * 1000))

    def _renew_regularly(self) -> None:
        from authenticator.desktop.profile_lease import RENEWAL

        self._renewal = QTimer(self)
        self._renewal.timeout.connect(self.renew)
        self._renewal.start(round(RENEWAL * 1000))
        self._app.aboutToQuit.connect(self._startup_lock.lock.release)

    def attend(self, message: Message) -> None:
        """A second start, here: its link is opened, and the window comes to the front for it."""
        if message.shows_window:
            bring_to_front(self._window, message.token)
        if message.link:
            self.take(message.link)

    def take(self, link: str) -> None:
        """Open a link, now or as soon as that can be done."""
        self._links.append(link)
        self._pass_on()

    def open_by(self, opener: Callable[[str], None]) -> None:
        """From now on `opener` opens what comes, and what has come."""
        self._open = opener
        self._pass_on()

    def _take_links(self) -> None:
        if isinstance(self._app, Application):
            for link in self._app.take_links():
                self.take(link)

    def _pass_on(self) -> None:
        while self._open is not None and self._links:
            self._open(self._links.pop(0))


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Raise the window; where the desktop does not allow that, it asks for attention."""
    if token:
        # Qt takes it from here when it asks a Wayland compositor for the focus.
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    state = window.windowState() & ~Qt.WindowState.WindowMinimized
    window.setWindowState(state | Qt.WindowState.WindowActive)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
