"""Which place is in front: accounts, activation, login, a request, or help."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from authenticator import activation, approval
from authenticator.approval import Outcome
from authenticator.model import Account, Binding
from authenticator.services import Services
from ui.about.view import AboutView
from ui.account.room import AccountRoom
from ui.activation.presenter import ActivationPresenter
from ui.activation.view import ActivationView
from ui.app_login.presenter import AppLoginPresenter
from ui.app_login.view import AppLoginView
from ui.approval.presenter import ApprovalPresenter
from ui.approval.view import ApprovalView
from ui.auto_lock import AutoLock
from ui.help_view import HelpView
from ui.home.presenter import HomePresenter
from ui.home.view import HomeView
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.settings.presenter import SettingsPresenter
from ui.settings.view import SettingsView
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, Rank
from ui.widgets.digits_field import DigitsField
from ui.widgets.pin_field import PinField


class Shell(QObject):
    """Fills the window. A request comes to the front at home only, elsewhere as a banner."""

    def __init__(
        self,
        window: MainWindow,
        services: Services,
        jobs: Jobs,
        open_url: Callable[[str], bool],
        language: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._asked_cid = ""
        self._language = language
        logins = services.logins
        self.activation = ActivationPresenter(services.activation, jobs.actions, self)
        self.home = HomePresenter(logins, jobs.polling, self)
        self.approval = ApprovalPresenter(
            logins, jobs.actions, open_url, self, code_transfer=services.config.code_transfer
        )
        self.app_login = AppLoginPresenter(logins, jobs, open_url, self)
        self.settings = SettingsPresenter(services.preferences, self)
        self.lock = AutoLock(
            QApplication.instance() or self, self.settings.preferences.lock_minutes, self
        )
        self._home = HomeView(self.home)
        self._jobs = jobs
        self._banner = Banner()
        self._settings_button = Button("main.settings", self.tr("Einstellungen"), Rank.QUIET)
        self._help_button = Button("main.help", self.tr("Hilfe"), Rank.QUIET)
        window.header.add(self._settings_button)
        window.header.add(self._help_button)
        window.banner_slot.addWidget(self._banner)
        self._front: QWidget = self._home
        self._behind: QWidget = self._home
        self._connect()

    def begin(self) -> None:
        """Show the accounts, or the activation where there are none or one is unfinished."""
        unfinished = self._services.activation.unfinished()
        bindings = self._services.bindings()
        self.home.show_bindings(bindings)
        if unfinished is not None or not bindings:
            self._begin_activation(unfinished)
        else:
            self._go(self._home)

    def forget_typed(self) -> None:
        """Nobody is there any more: no PIN stays in a field, and no account's pages stay open."""
        fields: list[PinField | DigitsField] = [
            *self._window.findChildren(PinField),
            *self._window.findChildren(DigitsField),
        ]
        for field in fields:
            field.clear()
            field.changed.emit()
        if isinstance(self._front, AccountRoom):
            self._show_accounts()

    def _connect(self) -> None:
        self.activation.changed.connect(self._activation_changed)
        self.home.account_changed.connect(self.activation.learn)
        self.home.requests_changed.connect(self.approval.hear)
        self.approval.changed.connect(self._approval_changed)
        self._home.login_wanted.connect(self._log_in)
        self._home.activation_wanted.connect(self._begin_activation)
        self._home.management_wanted.connect(lambda one: self._visit(self.account.open, one))
        self._home.enrolment_wanted.connect(lambda one: self._visit(self.account.enrol, one))
        self._home.removal_wanted.connect(lambda one: self._visit(self.account.leave, one))
        self._settings_button.clicked.connect(lambda: self._pass_to(self._settings))
        self._help_button.clicked.connect(lambda: self._pass_to(self._help))
        self.settings.changed.connect(lambda now: self.lock.set_minutes(now.lock_minutes))
        self.lock.due.connect(self.forget_typed)
        self._window.closing.connect(lambda: self.settings.choose(window=self._window.state))
        self._banner.opened.connect(lambda: self._go(self._approval))

    @cached_property
    def _activation(self) -> ActivationView:
        view = ActivationView(self.activation, self._services.branding, self._language)
        view.closed.connect(lambda: self._go(self._home))
        view.login_wanted.connect(self._log_in_account)
        return view

    @cached_property
    def account(self) -> AccountRoom:
        """Where an account is managed."""
        room = AccountRoom(self._services, self._jobs.actions, self.home)
        room.closed.connect(self._show_accounts)
        room.accounts_changed.connect(self._accounts_changed)
        return room

    @cached_property
    def _approval(self) -> ApprovalView:
        return ApprovalView(self.approval, self._services.branding.portal)

    @cached_property
    def _app_login(self) -> AppLoginView:
        view = AppLoginView(self.app_login, self._services.branding.portal)
        view.closed.connect(lambda: self._leave(view))
        return view

    @cached_property
    def _help(self) -> HelpView:
        view = HelpView(self._services.branding)
        view.closed.connect(lambda: self._leave(view))
        view.about_wanted.connect(lambda: self._pass_to(self._about))
        return view

    @cached_property
    def _settings(self) -> SettingsView:
        view = SettingsView(self.settings)
        view.closed.connect(lambda: self._leave(view))
        return view

    @cached_property
    def _about(self) -> AboutView:
        view = AboutView(self._services.branding)
        view.closed.connect(lambda: self._go(self._help))
        return view

    def _go(self, place: QWidget) -> None:
        """Bring `place` to the front; what was there is what leaving it goes back to."""
        if self._front is not place and not _is_passing(self._front):
            self._behind = self._front
        self._front = place
        self._window.show_place(place)
        self._show_banner()
        if place is self._home and not isinstance(self.approval.state, approval.NoRequest):
            self._go(self._approval)

    def _leave(self, place: QWidget) -> None:
        """Go back from `place`, where it is in front."""
        if self._front is place:
            self._go(self._behind if _is_passing(place) else self._home)

    def _pass_to(self, place: QWidget) -> None:
        if self._front is not place:
            self._go(place)

    def _begin_activation(self, unfinished: Binding | None = None) -> None:
        self._activation.allow_cancel(bool(self.home.lines))
        self.activation.begin(unfinished)
        self._go(self._activation)

    def _visit(self, begin: Callable[[Binding], None], binding: Binding) -> None:
        begin(binding)
        self._go(self.account)

    def _accounts_changed(self) -> None:
        self.home.show_bindings(self._services.bindings())
        if self._front is self._home:
            self._show_accounts()

    def _show_accounts(self) -> None:
        """Without any account there is only one thing to do."""
        if self.home.lines:
            self._go(self._home)
        else:
            self._begin_activation()

    def _log_in(self, binding: Binding) -> None:
        view = self._app_login
        self.app_login.begin(binding)
        self._go(view)

    def _log_in_account(self, account: Account) -> None:
        for line in self.home.lines:
            if line.binding.login == account.login:
                self._log_in(line.binding)
                return
        self._go(self._home)

    def _activation_changed(self, state: activation.State) -> None:
        if isinstance(state, activation.Done):
            self.home.show_bindings(self._services.bindings())

    def _approval_changed(self, state: approval.State) -> None:
        match state:
            case approval.Asking(request=request):
                if request.cid != self._asked_cid:
                    self._asked_cid = request.cid
                    QApplication.alert(self._window)
                if self._front is self._home:
                    self._go(self._approval)
            case approval.Closed(outcome=Outcome.ENDED) if self._front is not self._approval:
                self.approval.dismiss()
            case approval.NoRequest():
                self._leave(self._approval)
        self._show_banner()

    def _show_banner(self) -> None:
        waiting = isinstance(self.approval.state, approval.Asking)
        self._banner.show_waiting(waiting and self._front is not self._approval)


def _is_passing(place: QWidget) -> bool:
    """Whether leaving `place` goes back to what was in front before it."""
    return isinstance(place, AboutView | ApprovalView | HelpView | SettingsView)
