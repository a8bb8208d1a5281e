"""Drives the list of devices and the removal of one of them."""

from PySide6.QtCore import QObject

from authenticator import device_list as machine
from authenticator.device_service import DeviceService
from authenticator.model import Binding, DeviceInfo, Secret
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter


class DevicesPresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DeviceService, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self.binding: Binding | None = None

    def begin(self, binding: Binding) -> None:
        """Show this account's devices; a removal that is under way is left alone."""
        self.go_back()
        self._advance(machine.Cancelled())
        if isinstance(self.state, machine.Ready):
            self.binding = binding
            self._advance(machine.Begun())

    def remove(self, device: DeviceInfo) -> None:
        self._advance(machine.RemovalWanted(device))

    def enter_pin(self, pin: Secret) -> None:
        self._advance(machine.PinEntered(pin))

    def retry(self) -> None:
        self._advance(machine.Retried())

    def go_back(self) -> None:
        self._advance(machine.WentBack())

    def close(self) -> None:
        self._advance(machine.Cancelled())

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if binding is None:
            return
        match state:
            case machine.Loading(n):
                self._run(
                    lambda: self._service.devices(binding),
                    lambda devices: machine.Loaded(n, devices),
                    lambda problem: machine.Failed(n, problem),
                )
            case machine.Removing(_, target, pin, n):
                self._run(
                    lambda: self._service.revoke(binding, target.dev, pin),
                    lambda _: machine.Succeeded(n),
                    lambda problem: machine.Failed(n, problem),
                )
