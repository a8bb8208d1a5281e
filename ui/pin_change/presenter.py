"""Drives a change of the PIN."""

from PySide6.QtCore import QObject

from authenticator import pin_change as machine
from authenticator.device_service import DeviceService
from authenticator.model import Binding, Secret
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter


class PinChangePresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DeviceService, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self.binding: Binding | None = None

    def begin(self, binding: Binding) -> None:
        """Start for this account; a change that is under way is left alone."""
        self._advance(machine.Cancelled())
        if isinstance(self.state, machine.Ready):
            self.binding = binding
            self._advance(machine.Begun())

    def enter(self, old: Secret, new: Secret) -> None:
        self._advance(machine.PinsEntered(old, new))

    def retry(self) -> None:
        self._advance(machine.Retried())

    def cancel(self) -> None:
        self._advance(machine.Cancelled())

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if binding is None or not isinstance(state, machine.Changing):
            return
        self._run(
            lambda: self._service.change_pin(binding, state.old, state.new),
            lambda _: machine.Succeeded(state.attempt),
            lambda problem: machine.Failed(state.attempt, problem),
        )
