"""Drives the way to a code for another computer, and waits for a move to be completed."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from authenticator import inviting as machine
from authenticator.device_service import DeviceService
from authenticator.model import Binding, InviteMode, Secret
from ui.jobs import JobRunner
from ui.state_presenter import StatePresenter

_SECOND = 1000


class InvitingPresenter(StatePresenter[machine.State, machine.Event]):
    """Signals each new state; methods are what the user did."""

    remaining_changed = Signal(int)
    """Seconds that the code on screen can still be used."""
    forgotten = Signal()
    """After a move this computer has no key of the account any more."""

    def __init__(
        self, service: DeviceService, actions: JobRunner, parent: QObject | None = None
    ) -> None:
        super().__init__(machine.advance, machine.Ready(), actions, parent)
        self._service = service
        self.binding: Binding | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self._tick)

    def begin(self, binding: Binding) -> None:
        """Start for this account; a code that is being asked for is waited for."""
        self.go_back()
        self._advance(machine.Cancelled())
        if isinstance(self.state, machine.Ready):
            self.binding = binding
            self._advance(machine.Begun())

    def choose(self, mode: InviteMode) -> None:
        self._advance(machine.ModeChosen(mode))

    def enter_pin(self, pin: Secret) -> None:
        self._advance(machine.PinEntered(pin))

    def want_new_code(self) -> None:
        self._advance(machine.NewCodeWanted())

    def go_back(self) -> None:
        self._advance(machine.WentBack())

    def hear_revoked(self, binding: Binding) -> None:
        """The portal says that the device of `binding` is no longer one of the account's."""
        if binding == self.binding:
            self._advance(machine.DeviceRevoked())

    def close(self) -> None:
        """Leave. After a move what lies here is of no use to anybody, and is removed."""
        moved = isinstance(self.state, machine.Moved)
        self._advance(machine.Cancelled())
        binding = self.binding
        if moved and binding is not None:
            self._actions.run(
                self,
                lambda: self._service.leave(binding),
                lambda _: self.forgotten.emit(),
                lambda _: None,
            )

    def _work(self, state: machine.State) -> None:
        binding = self.binding
        if isinstance(state, machine.Showing):
            self._clock.start()
            self._tick()
        else:
            self._clock.stop()
        if binding is None or not isinstance(state, machine.Inviting):
            return
        self._run(
            lambda: self._service.invite(binding, state.pin, state.mode),
            lambda invitation: machine.CodeGiven(state.attempt, invitation),
            lambda problem: machine.Failed(state.attempt, problem),
        )

    def _tick(self) -> None:
        if not isinstance(self.state, machine.Showing):
            return
        remaining = self.state.invitation.deadline - time.monotonic()
        self.remaining_changed.emit(max(0, round(remaining)))
        if remaining <= 0:
            self._advance(machine.TimeRanOut())
