"""The icon in the tray, and its menu."""

from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon, QWidget

from authenticator.branding import load_branding
from authenticator.model import Binding
from ui.app_icon import app_icon
from ui.screens.home.presenter import AccountStatus

_MOST_ACCOUNTS = 5
"""A longer menu is no shortcut any more."""
_OPENING = (
    QSystemTrayIcon.ActivationReason.Trigger,
    QSystemTrayIcon.ActivationReason.DoubleClick,
)


class Tray(QObject):
    """Names: `tray.open`, `tray.login.N`, `tray.settings`, `tray.quit`."""

    opened = Signal()
    login_wanted = Signal(object)
    """Carries a `Binding`."""
    settings_wanted = Signal()
    quit_wanted = Signal()
    message_clicked = Signal()

    def __init__(self, product: str, window: QWidget) -> None:
        super().__init__(window)
        self._product = product
        self._wanted = self._needed = False
        self._menu = QMenu(window)
        self._logins: list[QAction] = []
        self._open = self._add("tray.open", self.tr("Öffnen"))
        self._open.triggered.connect(self.opened)
        self._menu.addSeparator()
        self._below_logins = self._menu.addSeparator()
        self._add("tray.settings", self.tr("Einstellungen")).triggered.connect(self.settings_wanted)
        self._menu.addSeparator()
        self._add("tray.quit", self.tr("Beenden")).triggered.connect(self.quit_wanted)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._activate)
        self.icon.messageClicked.connect(self.message_clicked)
        self.show_request(asking=False)

    @cached_property
    def _asking_icon(self) -> QIcon:
        """Drawn when the first request comes: each of its sizes takes a while."""
        return app_icon(load_branding().colours.light, badge=True)

    def want(self, *, wanted: bool) -> None:
        """Whether the user wants the icon."""
        self._wanted = wanted
        self._show()

    def need(self, *, needed: bool) -> None:
        """Whether something can only be shown with it."""
        self._needed = needed
        self._show()

    @property
    def is_there(self) -> bool:
        """Whether the desktop has a tray now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def keeps_app(self) -> bool:
        """Whether the app can go on without its window: there is an icon to come back by."""
        return self._wanted and self.is_there

    def show_request(self, *, asking: bool) -> None:
        """Whether a request is open."""
        self.icon.setIcon(self._asking_icon if asking else QApplication.windowIcon())
        waits = self.tr("Eine Anmeldung wartet auf Ihre Freigabe")
        self.icon.setToolTip(f"{self._product} – {waits}" if asking else self._product)
        self._open.setText(self.tr("Anfrage ansehen") if asking else self.tr("Öffnen"))

    def show_accounts(self, accounts: tuple[AccountStatus, ...]) -> None:
        """Offer a login for each account that may log in."""
        for action in self._logins:
            self._menu.removeAction(action)
            action.deleteLater()
        ready = [status for status in accounts if status.account and status.account.cleared]
        if len(ready) > _MOST_ACCOUNTS:
            ready = []
        self._logins = [
            self._login(number, status.binding, alone=len(ready) == 1)
            for number, status in enumerate(ready, 1)
        ]

    def say(self, title: str, text: str) -> None:
        """Show a message at the icon."""
        self.icon.showMessage(title, text, self.icon.icon())

    def _login(self, number: int, binding: Binding, *, alone: bool) -> QAction:
        text = self.tr("Jetzt einloggen")
        # An ampersand would underline the letter behind it.
        name = binding.login.replace("&", "&&")
        action = QAction(text if alone else f"{text}: {name}", self._menu)
        action.setObjectName(f"tray.login.{number}")
        action.triggered.connect(lambda: self.login_wanted.emit(binding))
        self._menu.insertAction(self._below_logins, action)
        return action

    def _add(self, name: str, text: str) -> QAction:
        action = self._menu.addAction(text)
        action.setObjectName(name)
        return action

    def _show(self) -> None:
        self.icon.setVisible(self._wanted or self._needed)

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _OPENING:
            self.opened.emit()
