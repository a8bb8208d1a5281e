"""Drives the history of logins."""

from PySide6.QtCore import QObject

from authenticator import past_logins as machine
from authenticator.device_service import DeviceService
from authenticator.model import Binding
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter


class PastLoginsPresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DeviceService, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self.binding: Binding | None = None

    def begin(self, binding: Binding) -> None:
        """Show this account's logins."""
        self._advance(machine.Cancelled())
        self.binding = binding
        self._advance(machine.Begun())

    def retry(self) -> None:
        self._advance(machine.Retried())

    def close(self) -> None:
        self._advance(machine.Cancelled())

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if binding is None or not isinstance(state, machine.Loading):
            return
        self._run(
            lambda: self._service.history(binding),
            lambda logins: machine.Loaded(state.attempt, logins),
            lambda problem: machine.Failed(state.attempt, problem),
        )
