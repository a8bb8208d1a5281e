"""Drives the way to a code for another computer, and waits for a move to be completed."""

import time
from typing import assert_never

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.flows import invitation as machine
from authenticator.model import Binding
from authenticator.services.ports import DevicePort
from crypto.protocol import InviteMode
from ui.jobs import JobRunner
from ui.screens.flow_presenter import AccountPresenter

_SECOND = 1000


class InvitationPresenter(AccountPresenter[machine.State, machine.Event]):
    remaining_changed = Signal(int)
    """Seconds that the code on screen can still be used."""
    forgotten = Signal()
    """After a move this computer has no key of the account any more."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._tick)

    def choose(self, mode: InviteMode) -> None:
        self._advance(machine.ModeChosen(mode))

    def want_new_code(self) -> None:
        self._advance(machine.NewCodeWanted())

    def on_revoked(self, binding: Binding) -> None:
        """The portal says that the device of `binding` is no longer one of the account's."""
        if binding == self._binding:
            self._advance(machine.DeviceRevoked())

    def forget(self) -> None:
        """Remove what lies here: after a move it is of no use any more."""
        match self.state:
            case machine.Moved() if self._binding is not None:
                self._remove(self._binding)
        self.cancel()

    def _remove(self, binding: Binding) -> None:
        self._actions.run(
            self,
            lambda: self._service.leave(binding),
            lambda _: self.forgotten.emit(),
            # The account stays on view as one that was signed off, and can be removed there.
            lambda _: None,
        )

    def _work_for(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Showing():
                self._clock.start()
                self._tick()
            case machine.Inviting(mode, pin, n):
                self._run(
                    n,
                    lambda: self._service.invite(binding, pin, mode),
                    lambda invitation: machine.CodeGiven(n, invitation),
                )
            case machine.Ready() | machine.Choosing() | machine.AskingPin() | machine.Expired():
                self._clock.stop()
            case machine.Moved() | machine.Ended():
                self._clock.stop()
            case _:
                assert_never(state)

    def _tick(self) -> None:
        match self.state:
            case machine.Showing(invitation=invitation):
                remaining = invitation.deadline - time.monotonic()
                self.remaining_changed.emit(max(0, round(remaining)))
                if remaining <= 0:
                    self._advance(machine.TimeRanOut())
