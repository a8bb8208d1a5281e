"""An account: its page, and the tasks that start there."""

from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from authenticator.failures import Failure
from authenticator.flows import account_removal, invitation
from authenticator.flows.watching import Halted
from authenticator.model import Binding
from authenticator.services.ports import ServicesPort
from ui.jobs import JobRunner
from ui.screens.account.page import AccountPage, AccountTask
from ui.screens.account_removal.presenter import AccountRemovalPresenter
from ui.screens.device_management.presenter import DeviceManagementPresenter
from ui.screens.home.presenter import AccountStatus, HomePresenter
from ui.screens.invitation.presenter import InvitationPresenter
from ui.screens.login_history.presenter import LoginHistoryPresenter
from ui.screens.pin_change.presenter import PinChangePresenter
from ui.screens.pin_confirmation.presenter import PinConfirmationPresenter
from ui.widgets.pages import Pages

if TYPE_CHECKING:
    from ui.screens.account_removal.view import AccountRemovalView
    from ui.screens.device_management.view import DeviceManagementView
    from ui.screens.invitation.view import InvitationView
    from ui.screens.login_history.view import LoginHistoryView
    from ui.screens.pin_change.view import PinChangeView
    from ui.screens.pin_confirmation.view import PinConfirmationView

    View = (
        PinChangeView
        | DeviceManagementView
        | InvitationView
        | LoginHistoryView
        | AccountRemovalView
        | PinConfirmationView
    )


class AccountPresenters(QObject):
    """One for each task."""

    def __init__(self, services: ServicesPort, actions: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        devices = services.devices
        self.pin_change = PinChangePresenter(devices, actions, self)
        self.devices = DeviceManagementPresenter(devices, actions, self)
        self.invitation = InvitationPresenter(devices, actions, self)
        self.history = LoginHistoryPresenter(devices, actions, self)
        self.removal = AccountRemovalPresenter(devices, actions, self)
        self.renewal = PinConfirmationPresenter(devices.renew_key, actions, self)
        self.enrolment = PinConfirmationPresenter(devices.enrol, actions, self)


class AccountView(QStackedWidget):
    """Leads from the account's page to each task and back. Views are imported when needed."""

    closed = Signal()
    check_wanted = Signal()
    """Of the connection."""
    accounts_changed = Signal()
    """An account was removed."""

    def __init__(self, services: ServicesPort, actions: JobRunner, home: HomePresenter) -> None:
        super().__init__()
        self._branding = services.branding
        self._home = home
        self._binding: Binding | None = None
        """Whose page a task goes back to; without one it goes back home."""
        self._views: dict[AccountTask, View] = {}
        self._page = AccountPage()
        self._page.chosen.connect(self.open_task)
        self._page.check_wanted.connect(self.check_wanted)
        self._page.closed.connect(self.closed)
        self._start = Pages()
        self._start.show_page(self._page)
        self.addWidget(self._start)
        self.presenters = AccountPresenters(services, actions, self)
        self.presenters.renewal.done.connect(home.ask_anew)
        self.presenters.enrolment.done.connect(home.ask_anew)
        self.presenters.invitation.changed.connect(self._invitation_changed)
        self.presenters.invitation.forgotten.connect(self.accounts_changed)
        self.presenters.removal.changed.connect(self._removal_changed)
        home.changed.connect(self.show_accounts)

    def open(self, binding: Binding) -> None:
        """Show the account's page."""
        self._binding = binding
        self.show_accounts(self._home.accounts)
        self.setCurrentWidget(self._start)

    def enrol(self, binding: Binding) -> None:
        """Confirm a further workplace of a roaming profile, then go home again."""
        self._binding = None
        self._begin(AccountTask.ENROLMENT, binding)

    def remove(self, binding: Binding) -> None:
        """Remove the account, then go home again."""
        self._binding = None
        self._begin(AccountTask.REMOVAL, binding)

    def show_history(self, binding: Binding) -> None:
        """Show the account's logins, then go home again."""
        self._binding = None
        self._begin(AccountTask.HISTORY, binding)

    def open_task(self, task: AccountTask) -> None:
        """Begin `task` for the account whose page is shown."""
        if self._binding is not None:
            self._begin(task, self._binding)

    def view(self, task: AccountTask) -> "View":
        """The view of `task`, made at its first use."""
        if task not in self._views:
            view = self._views[task] = self._make(task)
            view.closed.connect(lambda: self._go_back(view))
            self.addWidget(view)
        return self._views[task]

    def show_accounts(self, accounts: tuple[AccountStatus, ...]) -> None:
        """Take over what the portal says about the accounts."""
        for status in accounts:
            if status.binding == self._binding:
                self._page.show_account(status)
            match status.link:
                case Halted(problem) if problem.failure is Failure.DEVICE_REVOKED:
                    self.presenters.invitation.on_revoked(status.binding)

    def _begin(self, task: AccountTask, binding: Binding) -> None:
        view = self.view(task)
        view.presenter.begin(binding)
        self.setCurrentWidget(view)

    def _make(self, task: AccountTask) -> "View":
        presenters = self.presenters
        match task:
            case AccountTask.PIN_CHANGE:
                from ui.screens.pin_change.view import PinChangeView

                return PinChangeView(presenters.pin_change)
            case AccountTask.DEVICES:
                from ui.screens.device_management.view import DeviceManagementView

                return DeviceManagementView(presenters.devices)
            case AccountTask.INVITATION:
                from ui.screens.invitation.view import InvitationView

                return InvitationView(presenters.invitation, self._branding.product)
            case AccountTask.HISTORY:
                from ui.screens.login_history.view import LoginHistoryView

                hotline = self._branding.support.technical_hotline
                return LoginHistoryView(presenters.history, hotline)
            case AccountTask.REMOVAL:
                from ui.screens.account_removal.view import AccountRemovalView

                return AccountRemovalView(presenters.removal)
            case AccountTask.RENEWAL | AccountTask.ENROLMENT:
                return self._confirmation(task)
            case _:
                assert_never(task)

    def _confirmation(self, task: AccountTask) -> "PinConfirmationView":
        from ui.screens.pin_confirmation.texts import enrolment_texts, renewal_texts
        from ui.screens.pin_confirmation.view import PinConfirmationView

        if task is AccountTask.RENEWAL:
            return PinConfirmationView(self.presenters.renewal, renewal_texts())
        return PinConfirmationView(self.presenters.enrolment, enrolment_texts())

    def _go_back(self, view: QWidget) -> None:
        """To the account's page, or home where there is none to go back to."""
        if self.currentWidget() is not view:
            return
        if self._binding is None:
            self.closed.emit()
        else:
            self.setCurrentWidget(self._start)

    def _invitation_changed(self, state: invitation.State) -> None:
        match state:
            case invitation.Moved():
                self._binding = None

    def _removal_changed(self, state: account_removal.State) -> None:
        match state:
            case account_removal.Left():
                self._binding = None
                self.accounts_changed.emit()
