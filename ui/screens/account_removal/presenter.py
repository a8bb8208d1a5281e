"""Drives the removal of an account from this computer."""

from typing import assert_never

from PySide6.QtCore import QObject

from authenticator.flows import account_removal as machine
from authenticator.flows.common import Succeeded
from authenticator.model import Binding
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter


class AccountRemovalPresenter(AccountPresenter[machine.State, machine.Event]):
    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service

    def confirm(self) -> None:
        self._advance(machine.Confirmed())

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Leaving(n):
                self._run(n, lambda: self._service.leave(binding), lambda _: Succeeded(n))
            case machine.Ready() | machine.Asking() | machine.Left():
                pass
            case _:
                assert_never(state)
