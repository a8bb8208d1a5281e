"""Wires the app to the desktop around its window. Made after the window is filled."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from authenticator.flows import approval
from authenticator.model import Binding
from authenticator.storage.preferences import MINIMISE, QUIT, Preferences
from ui.application import Application
from ui.desktop_integration.notifier import Notifier, system_notifier
from ui.desktop_integration.session_lock_monitor import SessionLockMonitor
from ui.desktop_integration.tray import Tray
from ui.jobs import JobRunner
from ui.main_window import MainWindow
from ui.navigation.navigator import Navigator
from ui.navigation.state import Overlay
from ui.single_instance.ipc_listener import bring_to_front


class DesktopIntegration(QObject):
    """What closing the window means on this desktop; requests are announced."""

    def __init__(
        self,
        app: QApplication,
        window: MainWindow,
        navigator: Navigator,
        jobs: JobRunner,
        *,
        notifier: Notifier | None = None,
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._navigator = navigator
        self._settings = navigator.presenters.settings
        self._ends = False
        self._cid = ""
        self.tray = Tray(app.applicationName(), window)
        self.notifier = notifier or system_notifier(self.tray, jobs, self)
        self.locks = SessionLockMonitor(app, window, jobs, self)
        self._connect()
        self.tray.show_accounts(navigator.presenters.home.accounts)
        self._follow(self._settings.preferences)

    def show_window(self, *, hidden: bool) -> None:
        """At the start: where it must not hide, it waits among the open windows."""
        if not hidden:
            self._window.show()
        elif not self.tray.keeps_app:
            self._window.showMinimized()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Close:
                return self._keep(event)
            case QEvent.Type.WindowActivate:
                # A user who sees the window needs no notification.
                self.notifier.withdraw()
        return False

    def _connect(self) -> None:
        self._window.installEventFilter(self)
        if isinstance(self._app, Application):
            self._app.ending.connect(self._expect_end)
        self._app.aboutToQuit.connect(self._end)
        self.tray.opened.connect(self._open)
        self.tray.login_wanted.connect(self._log_in)
        self.tray.settings_wanted.connect(self._show_settings)
        self.tray.quit_wanted.connect(self._quit)
        self._navigator.screens.quit_wanted.connect(self._quit)
        self._navigator.screens.close_wanted.connect(self._window.close)
        self.notifier.opened.connect(self._open_request)
        self._settings.changed.connect(self._follow)
        self._navigator.presenters.home.changed.connect(self.tray.show_accounts)
        self._navigator.presenters.approval.changed.connect(self._request_changed)
        self.locks.locked.connect(self._navigator.forget_typed)
        self.locks.begin()

    def _follow(self, preferences: Preferences) -> None:
        self.tray.want(wanted=preferences.tray)

    def _request_changed(self, state: approval.State) -> None:
        match state:
            case approval.Asking(request=request):
                if request.cid != self._cid:
                    self._cid = request.cid
                    self._announce()
            case approval.Closed() | approval.NoRequest():
                self._withdraw()

    def _announce(self) -> None:
        chosen = self._settings.preferences
        self.tray.show_request(asking=True)
        if chosen.raise_window:
            bring_to_front(self._window)
        if chosen.notify and not self._window.isActiveWindow():
            title = self.tr("Eine Anmeldung wartet auf Ihre Freigabe")
            text = self.tr("Bitte prüfen Sie in der App, ob die Anmeldung von Ihnen kommt.")
            self.notifier.show_request(title, text, sound=chosen.sound)
        elif chosen.sound:
            self._app.beep()

    def _withdraw(self) -> None:
        if self._cid:
            self._cid = ""
            self.tray.show_request(asking=False)
            self.notifier.withdraw()

    def _keep(self, event: QEvent) -> bool:
        """Whether the app goes on although the window was closed."""
        if self._may_end():
            self._app.setQuitOnLastWindowClosed(True)
            return False
        event.ignore()
        if self.tray.keeps_app:
            # Dialogs that close after it are not the end of the app.
            self._app.setQuitOnLastWindowClosed(False)
            self._put_away(self._window.hide)
            self._say_where_it_runs()
        elif self._settings.preferences.without_tray == MINIMISE:
            self._put_away(self._minimise)
        else:
            bring_to_front(self._window)
            self._navigator.open(Overlay.CLOSING)
        return True

    def _may_end(self) -> bool:
        """Whether closing ends the app: nothing would be missed, or the user wants it so."""
        chosen = self._settings.preferences
        if self._ends or self.tray.is_there:
            return self._ends or not chosen.tray
        is_asking = self._navigator.state.front is Overlay.CLOSING
        nothing_comes = not self._navigator.presenters.home.accounts
        return (
            chosen.without_tray == QUIT or nothing_comes or (not chosen.without_tray and is_asking)
        )

    def _put_away(self, leave: Callable[[], None]) -> None:
        self._window.closing.emit()
        self._navigator.forget_typed()
        leave()

    def _minimise(self) -> None:
        # Restored while it was being minimised, it still counts as minimised for Qt, which would
        # do nothing.
        if self._window.isActiveWindow():
            shown = self._window.windowState() & ~Qt.WindowState.WindowMinimized
            self._window.setWindowState(shown)
        self._window.showMinimized()

    def _say_where_it_runs(self) -> None:
        if self._settings.preferences.tray_told:
            return
        self._settings.choose(tray_told=True)
        self.notifier.show_note(
            self.tr("Die App läuft weiter"),
            self.tr(
                "Sie finden sie im Infobereich, beim Symbol mit dem Schild. In den Einstellungen "
                "können Sie das ändern."
            ),
        )

    def _open(self) -> None:
        if self._cid:
            self._open_request("")
        else:
            bring_to_front(self._window)

    def _open_request(self, token: str) -> None:
        bring_to_front(self._window, token)
        if self._cid:
            self._navigator.show_request(self._cid)

    def _log_in(self, binding: Binding) -> None:
        bring_to_front(self._window)
        self._navigator.offer_login(binding)

    def _show_settings(self) -> None:
        bring_to_front(self._window)
        self._navigator.open(Overlay.SETTINGS)

    def _quit(self) -> None:
        self._expect_end()
        self._app.quit()

    def _expect_end(self) -> None:
        self._ends = True

    def _end(self) -> None:
        self.notifier.end()
        self.locks.end()
        self.tray.icon.hide()
