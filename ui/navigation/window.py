"""Which screen is in front: accounts, activation, login, a request, or help."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from authenticator.flows import activation, approval
from authenticator.flows.approval import Outcome
from authenticator.model import Account, Binding, Secret
from authenticator.services.ports import ServicesPort
from ui.auto_lock import AutoLock
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.navigation.network_screens import NetworkScreens, is_network_place
from ui.navigation.secondary_screens import SecondaryScreens, is_side_place
from ui.plain_language import PlainLanguage
from ui.screens.account.navigator import AccountNavigator
from ui.screens.activation.code_import import CodeImport
from ui.screens.activation.presenter import ActivationPresenter
from ui.screens.activation.view import ActivationView
from ui.screens.app_login.presenter import AppLoginPresenter
from ui.screens.app_login.view import AppLoginView
from ui.screens.approval.presenter import ApprovalPresenter
from ui.screens.approval.view import ApprovalView
from ui.screens.home.presenter import HomePresenter
from ui.screens.home.view import HomeView
from ui.widgets.banner import Banner
from ui.widgets.digits_field import DigitsField
from ui.widgets.pin_field import PinField


class Navigator(QObject):
    """Fills the window. A request comes to the front at home only, elsewhere as a banner."""

    def __init__(
        self,
        window: MainWindow,
        services: ServicesPort,
        jobs: Jobs,
        open_url: Callable[[str], bool],
        language: str,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._services = services
        self._asked_cid = ""
        self._wanted_cid = ""
        self._language = language
        logins = services.logins
        self.activation = ActivationPresenter(services.activation, jobs.actions, self)
        self.home = HomePresenter(logins, jobs.polling, self)
        self.approval = ApprovalPresenter(
            logins, jobs.actions, open_url, self, code_transfer=services.config.code_transfer
        )
        self.network = NetworkScreens(services, jobs.actions, open_url, self)
        self.app_login = AppLoginPresenter(logins, jobs, open_url, self)
        self.beside = SecondaryScreens(window, services, open_url, self)
        self.plain = PlainLanguage(self.beside.settings, language, self)
        minutes = self.beside.settings.preferences.lock_minutes
        self.lock = AutoLock(QApplication.instance() or self, minutes, self)
        self._home = HomeView(self.home)
        self._jobs = jobs
        self._banner = Banner()
        window.banner_slot.addWidget(self._banner)
        self._front: QWidget = self._home
        self._behind: QWidget = self._home
        self._before_question: QWidget = self._home
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

    @property
    def portal(self) -> str:
        """Address of the only portal that this app talks to."""
        return self._services.config.portal

    def fill_in(self, login: str, code: Secret) -> bool:
        """Have step 2 filled in; False while something else is under way that must not be lost."""
        doing = self._doing
        if self._is_answering:
            return False
        if isinstance(doing, ActivationView):
            self._leave_ended_activation()
        elif doing is self._home:
            self._begin_activation()
        else:
            return False
        if not self.activation.offer(login, code):
            return False
        self._go(self._activation)
        return True

    def offer_login(self, binding: Binding) -> None:
        """Begin a login in the app; nothing while something else is under way."""
        if self._doing is self._home and not self._is_answering:
            self._log_in(binding)

    @property
    def _doing(self) -> QWidget:
        return self._behind if _is_passing(self._front) else self._front

    @property
    def _is_answering(self) -> bool:
        asked = isinstance(self.approval.state, approval.Asking | approval.Answering)
        return asked and self._front is self._approval

    def _leave_ended_activation(self) -> None:
        match self.activation.state:
            case activation.Done():
                self._begin_activation()
            case activation.Stopped():
                self.activation.start_over()

    def show_request(self, cid: str) -> None:
        """Bring a request to the front: now, where it is open, or when the portal tells of it."""
        self._wanted_cid = cid
        self._show_wanted()
        self.home.ask_now()

    def _show_wanted(self) -> None:
        match self.approval.state:
            case approval.Asking(request=request) if request.cid == self._wanted_cid:
                self._wanted_cid = ""
                self._go(self._approval)

    def forget_typed(self) -> None:
        """Nobody is there any more: no PIN stays in a field, and no account's pages stay open."""
        fields: list[PinField | DigitsField] = [
            *self._window.findChildren(PinField),
            *self._window.findChildren(DigitsField),
        ]
        for field in fields:
            field.clear()
            field.changed.emit()
        self.network.forget_typed()
        if isinstance(self._front, AccountNavigator):
            self._show_accounts()

    def _connect(self) -> None:
        self.activation.bound.connect(lambda: self.home.show_bindings(self._services.bindings()))
        self.home.account_changed.connect(self.activation.learn)
        self.home.requests_changed.connect(self.approval.hear)
        self.approval.changed.connect(self._approval_changed)
        self._home.login_wanted.connect(self._log_in)
        self._home.activation_wanted.connect(self._begin_activation)
        self._home.management_wanted.connect(lambda one: self._visit(self.account.open, one))
        self._home.enrolment_wanted.connect(lambda one: self._visit(self.account.enrol, one))
        self._home.removal_wanted.connect(lambda one: self._visit(self.account.leave, one))
        self.beside.wanted.connect(self._go)
        self.beside.left.connect(self._leave)
        self.beside.check_wanted.connect(self.network.check)
        self.beside.settings.changed.connect(lambda now: self.lock.set_minutes(now.lock_minutes))
        self.lock.due.connect(self.forget_typed)
        self._banner.opened.connect(lambda: self._go(self._approval))
        self._window.check_wanted.connect(self.network.check)
        self.network.check_wanted.connect(self._go)
        self.network.check_left.connect(self._leave)
        self.network.asked.connect(self._ask)
        self.network.answered.connect(self._leave_question)

    @cached_property
    def _activation(self) -> ActivationView:
        services = self._services
        search = CodeImport(self.portal, self._jobs.actions, self)
        view = ActivationView(
            self.activation, search, services.branding, self._language, self.plain
        )
        view.closed.connect(lambda: self._go(self._home))
        view.login_wanted.connect(self._log_in_account)
        return view

    @cached_property
    def account(self) -> AccountNavigator:
        """Where an account is managed."""
        room = AccountNavigator(self._services, self._jobs.actions, self.home)
        room.closed.connect(self._show_accounts)
        room.check_wanted.connect(self.network.check)
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
        if self._front is not place:
            return
        if self.network.proxy_login.waits:
            self._go(self.network.question)
        else:
            self._go(self._behind if _is_passing(place) else self._home)

    def _ask(self) -> None:
        self._before_question = self._front
        self._go(self.network.question)

    def _leave_question(self) -> None:
        """An open request comes to the front again by way of home."""
        if self._front is self.network.question:
            before = self._before_question
            self._go(self._home if before is self._approval else before)

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

    def _approval_changed(self, state: approval.State) -> None:
        match state:
            case approval.Asking(request=request):
                if request.cid != self._asked_cid:
                    self._asked_cid = request.cid
                    QApplication.alert(self._window)
                if self._front is self._home:
                    self._go(self._approval)
                self._show_wanted()
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
    return isinstance(place, ApprovalView) or is_side_place(place) or is_network_place(place)
