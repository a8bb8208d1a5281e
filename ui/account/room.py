"""Which page of an account is in front."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from authenticator import inviting, leaving
from authenticator.failures import Failure
from authenticator.model import Binding
from authenticator.services import Services
from ui.account.page import AccountPage
from ui.account.steps import enrolment_words, renewal_words
from ui.devices.presenter import DevicesPresenter
from ui.devices.view import DevicesView
from ui.home.presenter import AccountLine, HomePresenter
from ui.home.watcher import Halted
from ui.inviting.presenter import InvitingPresenter
from ui.inviting.view import InvitingView
from ui.jobs import JobRunner
from ui.leaving.presenter import LeavingPresenter
from ui.leaving.view import LeavingView
from ui.past_logins.presenter import PastLoginsPresenter
from ui.past_logins.view import PastLoginsView
from ui.pin_change.presenter import PinChangePresenter
from ui.pin_change.view import PinChangeView
from ui.pin_step.presenter import PinStepPresenter
from ui.pin_step.view import PinStepView
from ui.widgets.pages import Pages

View = PinChangeView | DevicesView | InvitingView | PastLoginsView | LeavingView | PinStepView


class AccountPresenters(QObject):
    """One for each thing that can be done with an account."""

    def __init__(self, services: Services, actions: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        devices = services.devices
        self.pin_change = PinChangePresenter(devices, actions, self)
        self.devices = DevicesPresenter(devices, actions, self)
        self.inviting = InvitingPresenter(devices, actions, self)
        self.past_logins = PastLoginsPresenter(devices, actions, self)
        self.leaving = LeavingPresenter(devices, actions, self)
        self.renewal = PinStepPresenter(devices.renew_key, actions, self)
        self.enrolment = PinStepPresenter(devices.enrol, actions, self)


class AccountRoom(QStackedWidget):
    """Leads from the account's page to each thing and back. Views are made when needed."""

    closed = Signal()
    check_wanted = Signal()
    """Of the connection."""
    accounts_changed = Signal()
    """An account was removed."""

    def __init__(self, services: Services, actions: JobRunner, home: HomePresenter) -> None:
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
                return DevicesView(presenters.devices)
            case "move":
                return InvitingView(presenters.inviting, self._branding.product)
            case "history":
                hotline = self._branding.support.technical_hotline
                return PastLoginsView(presenters.past_logins, hotline)
            case "leave":
                return LeavingView(presenters.leaving)
            case "renew":
                return PinStepView(presenters.renewal, renewal_words())
            case _:
                return PinStepView(presenters.enrolment, enrolment_words())

    def _back(self, view: QWidget) -> None:
        """To the account's page, or home where there is none to go back to."""
        if self.currentWidget() is not view:
            return
        if self._binding is None:
            self.closed.emit()
        else:
            self.setCurrentWidget(self._start)

    def _inviting_changed(self, state: inviting.State) -> None:
        if isinstance(state, inviting.Moved):
            self._binding = None

    def _leaving_changed(self, state: leaving.State) -> None:
        if isinstance(state, leaving.Left):
            self._binding = None
            self.accounts_changed.emit()
