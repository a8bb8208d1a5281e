"""Drives the history of logins."""

from typing import assert_never

from PySide6.QtCore import QObject

from authenticator.flows import login_history as machine
from authenticator.model import Binding
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter


class LoginHistoryPresenter(AccountPresenter[machine.State, machine.Event]):
    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Loading(n):
                self._run(
                    n,
                    lambda: self._service.history(binding),
                    lambda logins: machine.Loaded(n, logins),
                )
            case machine.Ready() | machine.Unloaded() | machine.Listing():
                pass
            case _:
                assert_never(state)
