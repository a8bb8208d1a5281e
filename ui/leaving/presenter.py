"""Drives the removal of an account from this computer."""

from PySide6.QtCore import QObject

from authenticator import leaving as machine
from authenticator.device_service import DeviceService
from authenticator.model import Binding
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter


class LeavingPresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DeviceService, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self.binding: Binding | None = None

    def begin(self, binding: Binding) -> None:
        """Ask for this account; a removal that is under way is left alone."""
        self._advance(machine.Cancelled())
        if isinstance(self.state, machine.Ready):
            self.binding = binding
            self._advance(machine.Begun())

    def confirm(self) -> None:
        self._advance(machine.Confirmed())

    def cancel(self) -> None:
        self._advance(machine.Cancelled())

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if binding is None or not isinstance(state, machine.Leaving):
            return
        self._run(
            lambda: self._service.leave(binding),
            lambda _: machine.Succeeded(state.attempt),
            lambda problem: machine.Failed(state.attempt, problem),
        )
