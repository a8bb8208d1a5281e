"""Drives the way to a code for another computer, and waits for a move to be completed."""

import time
from typing import assert_never

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator.flows import common
from authenticator.flows import invitation as machine
from authenticator.model import Binding, InviteMode, Secret
from authenticator.services.ports import DevicePort
from ui.jobs import JobRunner
from ui.screens.account_presenter import AccountPresenter

_SECOND = 1000


class InvitationPresenter(AccountPresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    remaining_changed = Signal(int)
    """Seconds that the code on screen can still be used."""
    forgotten = Signal()
    """After a move this computer has no key of the account any more."""

    def __init__(
        self, service: DevicePort, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        begun, cancelled = common.Begun(), common.Cancelled()
        super().__init__(machine.advance, machine.Ready(), begun, cancelled, actions, parent)
        self._service = service
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._tick)

    def choose(self, mode: InviteMode) -> None:
        self._advance(machine.ModeChosen(mode))

    def enter_pin(self, pin: Secret) -> None:
        self._advance(common.PinEntered(pin))

    def want_new_code(self) -> None:
        self._advance(machine.NewCodeWanted())

    def go_back(self) -> None:
        self._advance(common.WentBack())

    def hear_revoked(self, binding: Binding) -> None:
        """The portal says that the device of `binding` is no longer one of the account's."""
        if binding == self._binding:
            self._advance(machine.DeviceRevoked())

    def forget(self) -> None:
        """Remove what lies here: after a move it is of no use any more."""
        binding = self._binding
        if binding is not None and isinstance(self.state, machine.Moved):
            self._actions.run(
                self,
                lambda: self._service.leave(binding),
                lambda _: self.forgotten.emit(),
                # The account stays on view as one that was signed off, and can be removed there.
                lambda _: None,
            )
        self.cancel()

    def _work(self, binding: Binding, state: machine.State) -> None:
        match state:
            case machine.Showing():
                self._clock.start()
                self._tick()
            case machine.Inviting(mode, pin, n):
                self._run(
                    lambda: self._service.invite(binding, pin, mode),
                    lambda invitation: machine.CodeGiven(n, invitation),
                    lambda problem: common.Failed(n, problem),
                )
            case machine.Ready() | machine.Choosing() | machine.AskingPin() | machine.Expired():
                self._clock.stop()
            case machine.Moved() | machine.Ended():
                self._clock.stop()
            case _:
                assert_never(state)

    def _tick(self) -> None:
        if not isinstance(self.state, machine.Showing):
            return
        remaining = self.state.invitation.deadline - time.monotonic()
        self.remaining_changed.emit(max(0, round(remaining)))
        if remaining <= 0:
            self._advance(machine.TimeRanOut())
