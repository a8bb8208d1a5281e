"""A code for a new or a further computer, as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import Invitation, InviteMode, Secret


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class Choosing:
    """A new computer in place of this one, or a further one."""


@dataclass(frozen=True)
class AskingPin:
    mode: InviteMode
    attempt: int = 0
    problem: Problem | None = None


@dataclass(frozen=True)
class Inviting:
    mode: InviteMode
    pin: Secret
    attempt: int


@dataclass(frozen=True)
class Showing:
    """The code can be typed into the other computer."""

    mode: InviteMode
    invitation: Invitation
    attempt: int


@dataclass(frozen=True)
class Expired:
    mode: InviteMode
    attempt: int


@dataclass(frozen=True)
class Moved:
    """The new computer is active, and this one signed off."""


@dataclass(frozen=True)
class Ended:
    """It did not come to a code, or the device was removed meanwhile."""

    problem: Problem


State = Ready | Choosing | AskingPin | Inviting | Showing | Expired | Moved | Ended


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class ModeChosen:
    mode: InviteMode


@dataclass(frozen=True)
class PinEntered:
    pin: Secret


@dataclass(frozen=True)
class CodeGiven:
    attempt: int
    invitation: Invitation


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class TimeRanOut:
    pass


@dataclass(frozen=True)
class NewCodeWanted:
    pass


@dataclass(frozen=True)
class DeviceRevoked:
    """The portal has told that this device is no longer one of the account's."""


@dataclass(frozen=True)
class WentBack:
    pass


@dataclass(frozen=True)
class Cancelled:
    pass


_Clicks = Begun | ModeChosen | PinEntered | NewCodeWanted | WentBack | Cancelled
Event = _Clicks | CodeGiven | Failed | TimeRanOut | DeviceRevoked


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Ready() | Moved() | Ended(), Begun()):
            return Choosing()
        case Inviting(mode=mode, attempt=n), CodeGiven(invitation=invitation):
            return Showing(mode, invitation, n)
        case Inviting(mode=mode, attempt=n), WentBack():
            return AskingPin(mode, n)  # a code that comes all the same is never shown and ends
        case (Inviting(mode=mode, attempt=n) | AskingPin(mode, n, None), Failed(problem=problem)):
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return AskingPin(mode, n, problem)
            return Ended(problem)
        case (Showing(mode=mode, attempt=n), TimeRanOut()):
            return Expired(mode, n)
        case (Showing(mode=InviteMode.MOVE) | Expired(mode=InviteMode.MOVE), DeviceRevoked()):
            return Moved()
        case (Choosing() | AskingPin() | Showing() | Expired(), DeviceRevoked()):
            return Ended(Problem(Failure.DEVICE_REVOKED))
        case _:
            return _clicked(state, event)


def _clicked(state: State, event: Event) -> State:
    match state, event:
        case Choosing(), ModeChosen(mode=mode):
            return AskingPin(mode)
        case AskingPin(mode=mode, attempt=n), PinEntered(pin=pin):
            return Inviting(mode, pin, n + 1)
        case AskingPin(), WentBack():
            return Choosing()
        case (Showing(mode=mode, attempt=n) | Expired(mode=mode, attempt=n), NewCodeWanted()):
            return AskingPin(mode, n)
        case (Choosing() | Showing() | Expired() | Moved() | Ended(), Cancelled()):
            return Ready()
        case _:
            return state
