"""Drives a change of the PIN."""

from typing import assert_never

from PySide6.QtCore import QObject

from authenticator.flows import pin_change as machine
from authenticator.flows.common import Succeeded
from authenticator.model import Binding, Secret
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter


class PinChangePresenter(AccountPresenter[machine.State, machine.Event]):
    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service

    def enter(self, old: Secret, new: Secret) -> None:
        self._advance(machine.PinsEntered(old, new))

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Changing(old, new, n):
                if self._is_new(n):
                    self._run(
                        n,
                        lambda: self._service.change_pin(binding, old, new),
                        lambda _: Succeeded(n),
                    )
            case machine.Ready() | machine.AskingPins() | machine.Unconfirmed():
                pass
            case machine.Changed() | machine.Ended():
                pass
            case _:
                assert_never(state)
