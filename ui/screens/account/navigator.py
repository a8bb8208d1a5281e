"""Which page of an account is in front."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from authenticator.failures import Failure
from authenticator.flows import account_removal, invitation
from authenticator.model import Binding
from authenticator.services.ports import ServicesPort
from ui.jobs import JobRunner
from ui.screens.account.page import AccountPage
from ui.screens.account.steps import enrolment_words, renewal_words
from ui.screens.account_removal.presenter import AccountRemovalPresenter
from ui.screens.account_removal.view import AccountRemovalView
from ui.screens.device_management.presenter import DeviceManagementPresenter
from ui.screens.device_management.view import DeviceManagementView
from ui.screens.home.presenter import AccountLine, HomePresenter
from ui.screens.home.watcher import Halted
from ui.screens.invitation.presenter import InvitationPresenter
from ui.screens.invitation.view import InvitationView
from ui.screens.login_history.presenter import LoginHistoryPresenter
from ui.screens.login_history.view import LoginHistoryView
from ui.screens.pin_change.presenter import PinChangePresenter
from ui.screens.pin_change.view import PinChangeView
from ui.screens.pin_confirmation.presenter import PinConfirmationPresenter
from ui.screens.pin_confirmation.view import PinConfirmationView
from ui.widgets.pages import Pages

View = (
    PinChangeView
    | DeviceManagementView
    | InvitationView
    | LoginHistoryView
    | AccountRemovalView
    | PinConfirmationView
)


class AccountPresenters(QObject):
    """One for each thing that can be done with an account."""

    def __init__(self, services: ServicesPort, actions: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        devices = services.devices
        self.pin_change = PinChangePresenter(devices, actions, self)
        self.devices = DeviceManagementPresenter(devices, actions, self)
        self.inviting = InvitationPresenter(devices, actions, self)
        self.past_logins = LoginHistoryPresenter(devices, actions, self)
        self.leaving = AccountRemovalPresenter(devices, actions, self)
        self.renewal = PinConfirmationPresenter(devices.renew_key, actions, self)
        self.enrolment = PinConfirmationPresenter(devices.enrol, actions, self)


class AccountNavigator(QStackedWidget):
    """Leads from the account's page to each thing and back. Views are made when needed."""

    closed = Signal()
    check_wanted = Signal()
    """Of the connection."""
    accounts_changed = Signal()
    """An account was removed."""

    def __init__(self, services: ServicesPort, actions: JobRunner, home: HomePresenter) -> None:
        super().__init__()
        self.setObjectName("account.place")
        self._branding = services.branding
        self._home = home
        self._binding: Binding | None = None
        self._views: dict[str, View] = {}
        self._page = AccountPage()
        self._page.chosen.connect(self._open)
        self._page.closed.connect(self.closed)
        self._start = Pages()
        self._start.turn_to(self._page)
        self.addWidget(self._start)
        self.presenters = AccountPresenters(services, actions, self)
        self.presenters.renewal.done.connect(home.ask_anew)
        self.presenters.enrolment.done.connect(home.ask_anew)
        self.presenters.inviting.changed.connect(self._inviting_changed)
        self.presenters.inviting.forgotten.connect(self.accounts_changed)
        self.presenters.leaving.changed.connect(self._leaving_changed)
        home.changed.connect(self.show_lines)

    def open(self, binding: Binding) -> None:
        """Show the account's page."""
        self._binding = binding
        self.show_lines(self._home.lines)
        self.setCurrentWidget(self._start)

    def enrol(self, binding: Binding) -> None:
        """Make this place known, then go home again."""
        self._binding = None
        self._show("enrol", binding)

    def leave(self, binding: Binding) -> None:
        """Remove the account, then go home again."""
        self._binding = None
        self._show("leave", binding)

    def show_lines(self, lines: tuple[AccountLine, ...]) -> None:
        """What the portal tells of the accounts."""
        for line in lines:
            if line.binding == self._binding:
                self._page.show_line(line)
            match line.link:
                case Halted(problem) if problem.failure is Failure.DEVICE_REVOKED:
                    self.presenters.inviting.hear_revoked(line.binding)

    def _open(self, key: str) -> None:
        if key == "check":
            self.check_wanted.emit()
        elif self._binding is not None:
            self._show(key, self._binding)

    def _show(self, key: str, binding: Binding) -> None:
        if key not in self._views:
            view = self._views[key] = self._make(key)
            view.closed.connect(lambda: self._back(view))
            self.addWidget(view)
        self._views[key].presenter.begin(binding)
        self.setCurrentWidget(self._views[key])

    def _make(self, key: str) -> View:
        presenters = self.presenters
        match key:
            case "pin":
                return PinChangeView(presenters.pin_change)
            case "devices":
                return DeviceManagementView(presenters.devices)
            case "move":
                return InvitationView(presenters.inviting, self._branding.product)
            case "history":
                hotline = self._branding.support.technical_hotline
                return LoginHistoryView(presenters.past_logins, hotline)
            case "leave":
                return AccountRemovalView(presenters.leaving)
            case "renew":
                return PinConfirmationView(presenters.renewal, renewal_words())
            case _:
                return PinConfirmationView(presenters.enrolment, enrolment_words())

    def _back(self, view: QWidget) -> None:
        """To the account's page, or home where there is none to go back to."""
        if self.currentWidget() is not view:
            return
        if self._binding is None:
            self.closed.emit()
        else:
            self.setCurrentWidget(self._start)

    def _inviting_changed(self, state: invitation.State) -> None:
        if isinstance(state, invitation.Moved):
            self._binding = None

    def _leaving_changed(self, state: account_removal.State) -> None:
        if isinstance(state, account_removal.Left):
            self._binding = None
            self.accounts_changed.emit()
