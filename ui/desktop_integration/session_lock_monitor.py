"""Signals when the screen is locked or the session is not in front any more."""

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.desktop_integration.stop import Stop
from ui.jobs import JobRunner

OnLocked = Callable[[None], None]
WatchLocks = Callable[[OnLocked, Stop], None]


class SessionLockMonitor(QObject):
    """Listens from `begin` on until `end`."""

    locked = Signal()

    def __init__(
        self, app: QCoreApplication, window: QWidget, jobs: JobRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._window = window
        self._jobs = jobs
        self._stop = Stop()
        self.destroyed.connect(self._stop.set)
        # Kept: neither Qt nor CoreFoundation does.
        self._kept: Any = None

    def begin(self) -> None:
        if sys.platform == "win32":
            self._begin_on_windows()
        elif sys.platform == "darwin":
            self._begin_on_mac()
        else:
            self._begin_on_linux()

    def end(self) -> None:
        """The threads end."""
        self._stop.set()

    def _begin_on_linux(self) -> None:
        on_locked = self._jobs.relay(self, lambda _: self.locked.emit())
        for watch in (_watch_screen_savers, _watch_logind):
            self._run(watch, on_locked)

    def _run(self, watch: WatchLocks, on_locked: OnLocked) -> None:
        self._jobs.run(self, lambda: watch(on_locked, self._stop), lambda _: None, lambda _: None)

    def _begin_on_windows(self) -> None:
        from ui.desktop_integration.windows_locks import SessionFilter, register

        self._kept = SessionFilter(self.locked.emit)
        self._app.installNativeEventFilter(self._kept)
        register(int(self._window.winId()))

    def _begin_on_mac(self) -> None:
        from ui.desktop_integration.mac_locks import core_foundation, observe

        self._kept = observe(core_foundation(), self.locked.emit)


# What speaks on a bus is imported by the job: the window does not wait for it.
def _watch_screen_savers(on_locked: OnLocked, stop: Stop) -> None:
    from ui.desktop_integration.linux_locks import watch_screen_savers

    watch_screen_savers(on_locked, stop)


def _watch_logind(on_locked: OnLocked, stop: Stop) -> None:
    from ui.desktop_integration.linux_locks import watch_logind

    watch_logind(on_locked, stop)
