"""Drives a change of the PIN."""

from PySide6.QtCore import QObject

from authenticator.flows import common
from authenticator.flows import pin_change as machine
from authenticator.model import Binding, Secret
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter


class PinChangePresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._service = service

    def enter(self, old: Secret, new: Secret) -> None:
        self._advance(machine.PinsEntered(old, new))

    def retry(self) -> None:
        self._advance(common.Retried())

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def _work(self, binding: Binding, state: machine.State) -> None:
        if isinstance(state, machine.Changing) and self._is_new(state.attempt):
            self._run(
                lambda: self._service.change_pin(binding, state.old, state.new),
                lambda _: common.Succeeded(state.attempt),
                lambda problem: common.Failed(state.attempt, problem),
            )
