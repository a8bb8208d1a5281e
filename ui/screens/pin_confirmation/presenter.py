"""Drives a step that the PIN allows."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from authenticator.flows import common
from authenticator.flows import pin_confirmation as machine
from authenticator.model import Binding, Secret
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter


class PinConfirmationPresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    done = Signal(object)
    """Carries the binding."""

    def __init__(
        self,
        step: Callable[[Binding, Secret], None],
        actions: JobRunner,
        parent: QObject | None = None,
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._step = step

    def enter_pin(self, pin: Secret) -> None:
        self._advance(common.PinEntered(pin))

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def _work(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Working(pin, n):
                self._run(
                    lambda: self._step(binding, pin),
                    lambda _: common.Succeeded(n),
                    lambda problem: common.Failed(n, problem),
                )
            case machine.Done():
                self.done.emit(binding)
            case machine.Ready() | machine.AskingPin() | machine.Ended():
                pass
            case _:
                assert_never(state)
