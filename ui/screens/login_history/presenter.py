"""Drives the history of logins."""

from PySide6.QtCore import QObject

from authenticator.flows import common
from authenticator.flows import login_history as machine
from authenticator.model import Binding
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter


class LoginHistoryPresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._service = service

    def retry(self) -> None:
        self._advance(common.Retried())

    def _work(self, binding: Binding, state: machine.State) -> None:
        if isinstance(state, machine.Loading):
            self._run(
                lambda: self._service.history(binding),
                lambda logins: machine.Loaded(state.attempt, logins),
                lambda problem: common.Failed(state.attempt, problem),
            )
