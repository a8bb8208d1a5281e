"""Which place is in front: accounts, activation, login, a request, or help."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from authenticator import activation, approval
from authenticator.model import Account, Binding
from authenticator.services import Services
from authenticator.terms import load_terms
from ui.activation.presenter import ActivationPresenter
from ui.activation.view import ActivationView
from ui.app_login.presenter import AppLoginPresenter
from ui.app_login.view import AppLoginView
from ui.approval.presenter import ApprovalPresenter
from ui.approval.view import ApprovalView
from ui.help_view import HelpView
from ui.home.presenter import HomePresenter
from ui.home.view import HomeView
from ui.jobs import Jobs
from ui.main_window import MainWindow
from ui.widgets.banner import Banner


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
        branding, logins = services.branding, services.logins
        self.activation = ActivationPresenter(services.activation, jobs.actions, self)
        self.home = HomePresenter(logins, jobs.polling, self)
        self.approval = ApprovalPresenter(logins, jobs.actions, open_url, self)
        self.app_login = AppLoginPresenter(logins, jobs, open_url, self)
        self._activation = ActivationView(self.activation, branding, load_terms(language))
        self._home = HomeView(self.home)
        self._approval = ApprovalView(self.approval, branding.portal)
        self._app_login = AppLoginView(self.app_login, branding.portal)
        self._help = HelpView(branding)
        self._banner = Banner()
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

    def _connect(self) -> None:
        self.activation.changed.connect(self._activation_changed)
        self.home.account_changed.connect(self.activation.learn)
        self.home.requests_changed.connect(self.approval.hear)
        self.approval.changed.connect(self._approval_changed)
        self._activation.closed.connect(lambda: self._go(self._home))
        self._activation.login_wanted.connect(self._log_in_account)
        self._app_login.closed.connect(lambda: self._leave(self._app_login))
        self._home.login_wanted.connect(self._log_in)
        self._home.activation_wanted.connect(self._begin_activation)
        self._help.closed.connect(lambda: self._leave(self._help))
        self._window.help_wanted.connect(self._show_help)
        self._banner.opened.connect(lambda: self._go(self._approval))

    def _go(self, place: QWidget) -> None:
        """Bring `place` to the front; what was there is what leaving it goes back to."""
        passing = (self._approval, self._help)
        if self._front is not place and self._front not in passing:
            self._behind = self._front
        self._front = place
        self._window.show_place(place)
        self._show_banner()
        if place is self._home and isinstance(self.approval.state, approval.Asking):
            self._go(self._approval)

    def _leave(self, place: QWidget) -> None:
        """Go back from `place`, where it is in front."""
        if self._front is place:
            passing = place in (self._approval, self._help)
            self._go(self._behind if passing else self._home)

    def _show_help(self) -> None:
        if self._front is not self._help:
            self._go(self._help)

    def _begin_activation(self, unfinished: Binding | None = None) -> None:
        self._activation.allow_cancel(bool(self.home.lines))
        self.activation.begin(unfinished)
        self._go(self._activation)

    def _log_in(self, binding: Binding) -> None:
        self.app_login.begin(binding)
        self._go(self._app_login)

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
            case approval.Closed() if self._front is not self._approval:
                self.approval.dismiss()
            case approval.NoRequest():
                self._leave(self._approval)
        self._show_banner()

    def _show_banner(self) -> None:
        waiting = isinstance(self.approval.state, approval.Asking)
        self._banner.show_waiting(waiting and self._front is not self._approval)
