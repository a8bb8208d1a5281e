"""Drives a step that the PIN allows."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from authenticator import pin_step as machine
from authenticator.model import Binding, Secret
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter


class PinStepPresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self,
        step: Callable[[Binding, Secret], None],
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._step = step
        self.binding: Binding | None = None

    def begin(self, binding: Binding) -> None:
        """Start for this account; a step that is under way is left alone."""
        self._advance(machine.Cancelled())
        if isinstance(self.state, machine.Ready):
            self.binding = binding
            self._advance(machine.Begun())

    def enter_pin(self, pin: Secret) -> None:
        self._advance(machine.PinEntered(pin))

    def cancel(self) -> None:
        self._advance(machine.Cancelled())

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if binding is None or not isinstance(state, machine.Working):
            return
        self._run(
            lambda: self._step(binding, state.pin),
            lambda _: machine.Succeeded(state.attempt),
            lambda problem: machine.Failed(state.attempt, problem),
        )
