"""Drives a step that the PIN allows."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from authenticator.flows import pin_confirmation as machine
from authenticator.flows.common import Succeeded
from authenticator.model import Binding, Secret
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter


class PinConfirmationPresenter(AccountPresenter[machine.State, machine.Event]):
    done = Signal(object)
    """Carries the binding."""

    def __init__(
        self,
        step: Callable[[Binding, Secret], None],
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._step = step

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Working(pin, n):
                self._run(n, lambda: self._step(binding, pin), lambda _: Succeeded(n))
            case machine.Done():
                self.done.emit(binding)
            case machine.Ready() | machine.AskingPin() | machine.Ended():
                pass
            case _:
                assert_never(state)
