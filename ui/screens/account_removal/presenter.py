"""Drives the removal of an account from this computer."""

from PySide6.QtCore import QObject

from authenticator.flows import account_removal as machine
from authenticator.flows import common
from authenticator.model import Binding
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter


class AccountRemovalPresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._service = service

    def confirm(self) -> None:
        self._advance(machine.Confirmed())

    def _work(self, binding: Binding, state: machine.State) -> None:
        if isinstance(state, machine.Leaving):
            self._run(
                lambda: self._service.leave(binding),
                lambda _: common.Succeeded(state.attempt),
                lambda problem: common.Failed(state.attempt, problem),
            )
