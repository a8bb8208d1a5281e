"""A code for a new or a further computer."""

from typing import assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.common import (
    NO_ATTEMPT,
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Result,
    WentBack,
    can_enter_again,
    is_stale,
)
from authenticator.model import Invitation, Secret
from authenticator.values import dataclass
from crypto.protocol import InviteMode


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class Choosing:
    """A new computer in place of this one, or a further one."""


@dataclass(frozen=True)
class AskingPin:
    """The user may have stopped waiting for `attempt`, whose failure is still told."""

    mode: InviteMode
    attempt: int = NO_ATTEMPT
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


@dataclass(frozen=True)
class Expired:
    mode: InviteMode


@dataclass(frozen=True)
class Moved:
    """The new computer is active, and this one signed off."""


@dataclass(frozen=True)
class Ended:
    """No code was given, or the device was removed meanwhile."""

    problem: Problem


State = Ready | Choosing | AskingPin | Inviting | Showing | Expired | Moved | Ended


@dataclass(frozen=True)
class ModeChosen:
    mode: InviteMode


@dataclass(frozen=True)
class CodeGiven(Result):
    invitation: Invitation


@dataclass(frozen=True)
class TimeRanOut:
    pass


@dataclass(frozen=True)
class NewCodeWanted:
    pass


@dataclass(frozen=True)
class DeviceRevoked:
    """The portal has told that this device is no longer one of the account's."""


_Clicks = Begun | ModeChosen | PinEntered | NewCodeWanted | WentBack | Cancelled
Event = _Clicks | CodeGiven | Failed | TimeRanOut | DeviceRevoked


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready() | Moved() | Ended():
            return _outside(state, event)
        case Choosing():
            match event:
                case ModeChosen(mode):
                    return AskingPin(mode)
                case Cancelled():
                    return Ready()
                case DeviceRevoked():
                    return Ended(Problem(Failure.DEVICE_REVOKED))
        case AskingPin() | Inviting():
            return _requesting(state, event, attempt)
        case Showing() | Expired():
            return _given(state, event)
        case _:
            assert_never(state)
    return state


def _outside(state: Ready | Moved | Ended, event: Event) -> State:
    match event:
        case Begun():
            return Choosing()
        case Cancelled() if not isinstance(state, Ready):
            return Ready()
        case _:
            return state


def _requesting(state: AskingPin | Inviting, event: Event, attempt: int) -> State:
    mode = state.mode
    match state, event:
        case AskingPin(), PinEntered(pin):
            return Inviting(mode, pin, attempt)
        case AskingPin(), WentBack():
            return Choosing()
        case AskingPin(), DeviceRevoked():
            return Ended(Problem(Failure.DEVICE_REVOKED))
        case Inviting(), CodeGiven(invitation=invitation):
            return Showing(mode, invitation)
        case Inviting(attempt=current), WentBack():
            return AskingPin(
                mode, current
            )  # a code that comes all the same is never shown and ends
        case (Inviting() | AskingPin(problem=None), Failed(problem=problem)):
            if can_enter_again(problem):
                return AskingPin(mode, state.attempt, problem)
            return Ended(problem)
        case _:
            return state


def _given(state: Showing | Expired, event: Event) -> State:
    match event:
        case TimeRanOut() if isinstance(state, Showing):
            return Expired(state.mode)
        case NewCodeWanted():
            return AskingPin(state.mode)
        case DeviceRevoked() if state.mode is InviteMode.MOVE:
            return Moved()
        case DeviceRevoked():
            return Ended(Problem(Failure.DEVICE_REVOKED))
        case Cancelled():
            return Ready()
        case _:
            return state
