"""Which page of an account is in front."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from authenticator import leaving, pin_step
from authenticator.failures import Failure
from authenticator.model import Binding
from authenticator.services import Services
from ui.account.page import AccountPage
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
from ui.pin_step.view import PinStepView, StepWords
from ui.widgets.pages import Pages


class AccountPresenters:
    """One for each thing that can be done with an account."""

    def __init__(self, services: Services, actions: JobRunner, parent: QObject) -> None:
        devices = services.devices
        self.pin_change = PinChangePresenter(devices, actions, parent)
        self.devices = DevicesPresenter(devices, actions, parent)
        self.inviting = InvitingPresenter(devices, actions, parent)
        self.past_logins = PastLoginsPresenter(devices, actions, parent)
        self.leaving = LeavingPresenter(devices, actions, parent)
        self.renewal = PinStepPresenter(devices.renew_key, actions, parent)
        self.enrolment = PinStepPresenter(devices.enrol, actions, parent)


class AccountRoom(QStackedWidget):
    """Leads from the account's page to each thing and back. Pages are made when they are needed."""

    closed = Signal()
    accounts_changed = Signal()
    """An account was removed."""

    def __init__(self, services: Services, actions: JobRunner, home: HomePresenter) -> None:
        super().__init__()
        self.setObjectName("account.place")
        self._services = services
        self._home = home
        self._binding: Binding | None = None
        self.presenters = presenters = AccountPresenters(services, actions, self)
        home.changed.connect(self.show_lines)
        presenters.inviting.forgotten.connect(self.accounts_changed)
        presenters.renewal.changed.connect(self._renewal_changed)
        presenters.enrolment.changed.connect(self._enrolment_changed)
        presenters.leaving.changed.connect(self._leaving_changed)

    def open(self, binding: Binding) -> None:
        """Show the account's page."""
        self._binding = binding
        self.show_lines(self._home.lines)
        self._go(self._page)

    def enrol(self, binding: Binding) -> None:
        """Make this place known, and go home again."""
        self._binding = None
        self._go(self._enrolment)
        self.presenters.enrolment.begin(binding)

    def leave(self, binding: Binding) -> None:
        """Remove the account, and go home again."""
        self._binding = None
        self._go(self._leaving)
        self.presenters.leaving.begin(binding)

    def show_lines(self, lines: tuple[AccountLine, ...]) -> None:
        """What the portal tells of the accounts."""
        for line in lines:
            if line.binding == self._binding:
                self._page_view.show_line(line)
            match line.link:
                case Halted(problem) if problem.failure is Failure.DEVICE_REVOKED:
                    self.presenters.inviting.hear_revoked(line.binding)

    def _go(self, place: QWidget) -> None:
        if self.indexOf(place) < 0:
            self.addWidget(place)
        self.setCurrentWidget(place)

    def _back(self) -> None:
        """To the account's page, or home where that was never opened."""
        if self._binding is None:
            self.closed.emit()
        else:
            self._go(self._page)

    def _begin(self, key: str) -> None:
        binding = self._binding
        if binding is None:
            return
        presenters = self.presenters
        view, begin = {
            "pin": lambda: (self._pin_change, presenters.pin_change.begin),
            "devices": lambda: (self._devices, presenters.devices.begin),
            "move": lambda: (self._inviting, presenters.inviting.begin),
            "history": lambda: (self._past_logins, presenters.past_logins.begin),
            "renew": lambda: (self._renewal, presenters.renewal.begin),
            "leave": lambda: (self._leaving, presenters.leaving.begin),
        }[key]()
        begin(binding)
        self._go(view)
