"""Draws the devices of an account."""

from functools import cached_property
from typing import assert_never

from PySide6.QtCore import Signal

from authenticator.flows import device_management as machine
from ui.screens.device_management.pages import DevicesPage
from ui.screens.device_management.presenter import DeviceManagementPresenter
from ui.widgets.pages import Pages
from ui.widgets.pin_page import PinPage
from ui.widgets.waiting import BusyPage, InterruptedPage


class DeviceManagementView(Pages):
    """All decisions are the presenter's."""

    closed = Signal()

    def __init__(self, presenter: DeviceManagementPresenter) -> None:
        super().__init__()
        self.setObjectName("devices")
        self.presenter = presenter
        presenter.changed.connect(self.show_state)

    def show_state(self, state: machine.State) -> None:
        """Fill the page of `state` and turn to it."""
        match state:
            case machine.Ready():
                self.closed.emit()
            case machine.Loading():
                self.show_page(self._loading)
            case machine.Unloaded(problem=problem):
                self._unloaded.show_state(problem)
                self.show_page(self._unloaded)
            case machine.Listing():
                self.turn_to_fresh(self._list(state))
            case machine.AskingPin():
                self._ask(state)
                self.show_page(self._pin)
            case machine.Removing():
                self._pin.show_busy()
            case _:
                assert_never(state)

    def _ask(self, state: machine.AskingPin) -> None:
        words = self.tr(
            "„{name}“ wird sofort abgemeldet und kann sich nicht mehr anmelden. Geben Sie dazu "
            "Ihren PIN‑Code ein."
        )
        self._pin.show_asking(
            words.format(name=state.target.name), self.presenter.login, state.problem
        )

    @cached_property
    def _loading(self) -> BusyPage:
        page = BusyPage(
            "devices.loading",
            self.tr("Meine Geräte"),
            self.tr("Die Geräte werden vom Portal geholt."),
            can_go_back=True,
        )
        page.went_back.connect(self.presenter.cancel)
        return page

    @cached_property
    def _unloaded(self) -> InterruptedPage:
        title, back = self.tr("Meine Geräte"), self.tr("Zurück")
        page = InterruptedPage("devices.unloaded", title, "", back)
        page.retried.connect(self.presenter.retry)
        page.went_back.connect(self.presenter.cancel)
        return page

    def _list(self, state: machine.Listing) -> DevicesPage:
        page = DevicesPage(state)
        page.removal_wanted.connect(self.presenter.remove)
        page.closed.connect(self.presenter.cancel)
        return page

    @cached_property
    def _pin(self) -> PinPage:
        title = self.tr("Gerät entfernen")
        page = PinPage("devices.remove", title, title)
        page.entered.connect(self.presenter.enter_pin)
        page.cancelled.connect(self.presenter.go_back)
        page.went_back.connect(self.presenter.go_back)
        return page
