"""Drives the list of devices and the removal of one of them."""

from typing import assert_never

from PySide6.QtCore import QObject

from authenticator.flows import device_management as machine
from authenticator.flows.common import Succeeded
from authenticator.model import Binding, DeviceInfo
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter


class DeviceManagementPresenter(AccountPresenter[machine.State, machine.Event]):
    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service

    def remove(self, device: DeviceInfo) -> None:
        self._advance(machine.RemovalWanted(device))

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Loading(n):
                self._run(
                    n,
                    lambda: self._service.devices(binding),
                    lambda devices: machine.Loaded(n, devices),
                )
            case machine.Removing(_, target, pin, n):
                self._run(
                    n,
                    lambda: self._service.revoke(binding, target.dev, pin),
                    lambda _: Succeeded(n),
                )
            case machine.Ready() | machine.Unloaded() | machine.Listing() | machine.AskingPin():
                pass
            case _:
                assert_never(state)
