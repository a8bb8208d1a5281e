"""Drives the list of devices and the removal of one of them."""

from typing import assert_never

from PySide6.QtCore import QObject

from authenticator.flows import common
from authenticator.flows import device_management as machine
from authenticator.model import Binding, DeviceInfo, Secret
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter


class DeviceManagementPresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._service = service

    def remove(self, device: DeviceInfo) -> None:
        self._advance(machine.RemovalWanted(device))

    def enter_pin(self, pin: Secret) -> None:
        self._advance(common.PinEntered(pin))

    def retry(self) -> None:
        self._advance(common.Retried())

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def _work(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Loading(n):
                self._run(
                    lambda: self._service.devices(binding),
                    lambda devices: machine.Loaded(n, devices),
                    lambda problem: common.Failed(n, problem),
                )
            case machine.Removing(_, target, pin, n):
                self._run(
                    lambda: self._service.revoke(binding, target.dev, pin),
                    lambda _: common.Succeeded(n),
                    lambda problem: common.Failed(n, problem),
                )
            case machine.Ready() | machine.Unloaded() | machine.Listing() | machine.AskingPin():
                pass
            case _:
                assert_never(state)
