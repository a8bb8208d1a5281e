"""Shows the screen that the state of the navigation names."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from authenticator.failures import Problem, Refused
from authenticator.flows import approval
from authenticator.links import login_url, reset_url
from authenticator.model import Account, Binding, Secret
from authenticator.network.proxy_logins import Question
from authenticator.services.ports import ServicesPort
from ui.auto_lock import AutoLock
from ui.browser import OpenUrl
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.navigation.presenters import Presenters
from ui.navigation.screens import Screens
from ui.navigation.state import (
    AccountsChanged,
    Event,
    Left,
    Opened,
    Overlay,
    RequestChanged,
    RequestWanted,
    Started,
    State,
    Task,
    UpdateDemanded,
    UserAbsent,
    advance,
)
from ui.widgets.buttons import Button, ButtonRole
from ui.widgets.icons import Icon
from ui.widgets.message_bar import Banner
from ui.widgets.page import Page


class Navigator(QObject):
    """Turns signals into events of the navigation; `state` decides, `_render` shows."""

    def __init__(
        self,
        window: MainWindow,
        services: ServicesPort,
        jobs: Jobs,
        open_url: OpenUrl,
        language: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._open_url = open_url
        self._alerted_cid = ""
        self._unfinished: Binding | None = None
        self.state = State()
        self.presenters = Presenters(services, jobs, open_url, language, self)
        self.screens = Screens(self.presenters, services, jobs.actions, open_url, language, self)
        minutes = self.presenters.settings.preferences.lock_minutes
        self.lock = AutoLock(minutes, self)
        # The tab order is the order in which widgets come: header, banner, screens.
        self._add_header_buttons()
        self._banner = Banner()
        window.banner_slot.addWidget(self._banner)
        self._connect()

    @property
    def portal(self) -> str:
        """Address of the only portal that this app connects to."""
        return self._services.config.portal

    def begin(self, *, introduces: bool = False) -> None:
        """Show the accounts, or the activation where there are none or one is unfinished.

        `introduces`: before the very first activation say what the app is for, unless the policy
        or the user has done with that.
        """
        seen = self.presenters.settings.preferences.introduced
        introduces = introduces and self._services.config.introduction and not seen
        home = self.presenters.home
        self._unfinished = self._services.activation.unfinished()
        home.show_bindings(self._services.bindings())
        self._send(Started(bool(home.accounts), self._unfinished is not None, introduces))
        home.changed.connect(lambda accounts: self._send(AccountsChanged(bool(accounts))))

    def take_up_profile(self) -> bool:
        """Show the accounts of a profile that came after the start; False while there are none.

        The first pages make room for them, unless something was begun there.
        """
        try:
            bindings = self._services.bindings()
        except Refused:
            return False
        if not bindings:
            return False
        self.presenters.settings.read_again()
        self._show_bindings()
        if self.state.task is Task.ACTIVATION:
            self.screens.activation.allow_cancel(True)
            if self.presenters.activation.is_untouched:
                self._send(Left(Task.ACTIVATION))
        self._send(Left(Task.INTRODUCTION))
        return True

    def open(self, screen: Task | Overlay) -> None:
        """Bring a screen to the front."""
        self._send(Opened(screen))

    def fill_in(self, login: str, code: Secret) -> bool:
        """Fill in step 2 of the activation; False while other input would be lost by that."""
        free = (Task.HOME, Task.INTRODUCTION, Task.ACTIVATION)
        if self.state.is_deciding or self.state.task not in free:
            return False
        if self.state.task is Task.ACTIVATION:
            self._leave_ended_activation()
        else:
            self.open(Task.ACTIVATION)
        if not self.presenters.activation.offer(login, code):
            return False
        self.open(Task.ACTIVATION)
        return True

    def offer_login(self, binding: Binding) -> None:
        """Begin a login in the app; nothing while something else is under way."""
        if self.state.task is Task.HOME and not self.state.is_deciding:
            self.log_in(binding)

    def log_in(self, binding: Binding) -> None:
        """Begin a login in the app."""
        # The view is there before the first state that it shows.
        _ = self.screens.app_login
        self.presenters.app_login.begin(binding)
        self.open(Task.APP_LOGIN)

    def show_request(self, cid: str) -> None:
        """Bring a request to the front, now or when the portal delivers it."""
        self._send(RequestWanted(cid))
        self.presenters.home.ask_now()

    def check_connection(self) -> None:
        """Run the diagnostics of the connection and this computer, in front."""
        view = self.screens.diagnostics
        self.open(Overlay.DIAGNOSTICS)
        view.begin()

    def forget_typed(self) -> None:
        """The user is absent: no PIN stays in a field, and no account's pages stay open."""
        from ui.widgets.digits_field import DigitsField
        from ui.widgets.pin_field import PinField

        fields: list[PinField | DigitsField] = [
            *self._window.findChildren(PinField),
            *self._window.findChildren(DigitsField),
        ]
        for field in fields:
            field.clear()
            field.changed.emit()
        if self.presenters.proxy_login.waits:
            self.screens.proxy_login.forget_typed()
        self._send(UserAbsent())

    def _send(self, event: Event) -> None:
        before, self.state = self.state, advance(self.state, event)
        self._render(before, self.state)

    def _render(self, before: State, after: State) -> None:
        if after.task is Task.ACTIVATION and before.task is not Task.ACTIVATION:
            self._begin_activation()
        if after.asked_cid not in ("", self._alerted_cid):
            self._alerted_cid = after.asked_cid
            QApplication.alert(self._window)
        self._window.show_screen(self.screens.view(after.front))
        self._banner.show_waiting(after.shows_banner)
        if after.hides_ended_request:
            self.presenters.approval.dismiss()

    def _begin_activation(self) -> None:
        unfinished, self._unfinished = self._unfinished, None
        self.screens.activation.allow_cancel(bool(self.presenters.home.accounts))
        self.presenters.activation.begin(unfinished)

    def _leave_ended_activation(self) -> None:
        from authenticator.flows import activation

        match self.presenters.activation.state:
            case activation.Done():
                self._begin_activation()
            case activation.Stopped():
                self.presenters.activation.start_over()

    def _add_header_buttons(self) -> None:
        """Two buttons, or a menu of the same in a small window; the keys work everywhere."""
        header, menu = self._window.header, QMenu(self._window)
        for name, text, screen, keys in (
            ("main.settings", self.tr("Einstellungen"), Overlay.SETTINGS, "Ctrl+,"),
            ("main.help", self.tr("Hilfe"), Overlay.HELP, "F1"),
        ):
            action = QAction(text, self._window)
            action.setShortcut(keys)
            action.triggered.connect(lambda _=False, screen=screen: self.open(screen))
            self._window.addAction(action)
            menu.addAction(action)
            button = Button(name, text, ButtonRole.QUIET)
            native = QKeySequence.SequenceFormat.NativeText
            button.setToolTip(action.shortcut().toString(native))
            button.clicked.connect(action.trigger)
            header.add(button)
        opener = Button("main.menu", "", ButtonRole.QUIET)
        opener.setAccessibleName(self.tr("Menü"))
        opener.show_icon(Icon.MENU)
        opener.clicked.connect(lambda: _open_below(menu, opener))
        header.add(opener, small=True)

    def _connect(self) -> None:
        presenters, screens, window = self.presenters, self.screens, self._window
        presenters.bound.connect(self._show_bindings)
        presenters.bound.connect(lambda: presenters.settings.choose(introduced=True))
        presenters.approval.changed.connect(self._request_changed)
        presenters.home.demand_changed.connect(self._version_demanded)
        presenters.settings.changed.connect(lambda now: self.lock.set_minutes(now.lock_minutes))
        presenters.proxy_login.asked.connect(self._ask)
        presenters.proxy_login.ended.connect(lambda: self._send(Left(Overlay.PROXY_LOGIN)))
        screens.opened.connect(self.open)
        screens.left.connect(lambda screen: self._send(Left(screen)))
        screens.login_wanted.connect(self.log_in)
        screens.account_login_wanted.connect(self._log_in_account)
        screens.check_wanted.connect(self.check_connection)
        screens.accounts_changed.connect(self._show_bindings)
        window.check_wanted.connect(self.check_connection)
        window.reset_wanted.connect(lambda: self._open_page(reset_url(self.portal)))
        screens.page_wanted.connect(self._open_page)
        presenters.approval.unopened.connect(lambda: self._say_unopened(login_url(self.portal)))
        window.closing.connect(lambda: presenters.settings.choose(window=window.state))
        self._banner.opened.connect(lambda: self.open(Overlay.APPROVAL))
        self.lock.due.connect(self.forget_typed)

    def _open_page(self, address: str) -> None:
        """A page of the portal in the browser; without one the help says what to open by hand."""
        self._open_url(address, partial(self._say_unopened, address))

    def _say_unopened(self, address: str) -> None:
        self.open(Overlay.HELP)
        self.screens.help.say_unopened(address)

    def _request_changed(self, request: approval.State) -> None:
        front = self._window.front
        self._send(RequestChanged(request, isinstance(front, Page) and front.is_result))

    def _version_demanded(self, demand: Problem | None) -> None:
        self._send(Left(Overlay.UPDATE) if demand is None else UpdateDemanded())

    def _show_bindings(self) -> None:
        bindings = self._services.bindings()
        self.presenters.home.show_bindings(bindings)
        self.presenters.last_logins.keep_only(bindings)

    def _ask(self, question: Question) -> None:
        self.screens.proxy_login.show_question(question)
        self.open(Overlay.PROXY_LOGIN)

    def _log_in_account(self, account: Account) -> None:
        for status in self.presenters.home.accounts:
            if status.binding.login == account.login:
                self.log_in(status.binding)
                return
        self._send(Left(Task.ACTIVATION))


def _open_below(menu: QMenu, opener: Button) -> None:
    """At the right edge of its button."""
    corner = opener.mapToGlobal(opener.rect().bottomRight())
    menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
