"""A change of the PIN."""

from typing import Final, assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.common import (
    NO_ATTEMPT,
    Begun,
    Cancelled,
    Failed,
    Retried,
    Succeeded,
    WentBack,
    is_stale,
)
from authenticator.model import Secret
from authenticator.values import dataclass


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPins:
    """The PIN in force, and the new one twice. Nothing has changed yet."""

    attempt: int = NO_ATTEMPT
    problem: Problem | None = None


@dataclass(frozen=True)
class Changing:
    old: Secret
    new: Secret
    attempt: int


@dataclass(frozen=True)
class Unconfirmed:
    """No answer came: either PIN may be in force. Trying again finds out and goes on."""

    old: Secret
    new: Secret
    attempt: int
    problem: Problem | None
    """None while the work still runs and only the user has stopped waiting for it."""


@dataclass(frozen=True)
class Changed:
    """The new PIN is in force."""


@dataclass(frozen=True)
class Ended:
    """The old PIN is in force, as far as any is: the device may be locked."""

    problem: Problem


State = Ready | AskingPins | Changing | Unconfirmed | Changed | Ended


@dataclass(frozen=True)
class PinsEntered:
    """The new one was checked by `pin_faults`, and differs from the old one."""

    old: Secret
    new: Secret


Event = Begun | PinsEntered | Succeeded | Failed | Retried | WentBack | Cancelled

_UNCHANGED: Final = (Failure.PIN_WRONG, Failure.RATE_LIMITED)
"""With these the portal itself says that nothing has changed; the user can try again."""


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready():
            return AskingPins() if isinstance(event, Begun) else state
        case AskingPins():
            match event:
                case PinsEntered(old, new):
                    return Changing(old, new, attempt)
                case Cancelled():
                    return Ready()
        case Changing():
            if isinstance(event, WentBack):
                return Unconfirmed(state.old, state.new, state.attempt, None)
            return _answered(state, event)
        case Unconfirmed():
            return _unconfirmed(state, event, attempt)
        case Changed() | Ended():
            match event:
                case Begun():
                    return AskingPins()
                case Cancelled():
                    return Ready()
        case _:
            assert_never(state)
    return state


def _unconfirmed(state: Unconfirmed, event: Event, attempt: int) -> State:
    runs = state.problem is None
    match event:
        case Retried():
            return Changing(state.old, state.new, state.attempt if runs else attempt)
        case Cancelled():
            return Ready()
        case Failed() if not runs:
            return state
        case _:
            return _answered(state, event)


def _answered(state: Changing | Unconfirmed, event: Event) -> State:
    match event:
        case Succeeded():
            return Changed()
        case Failed(problem=problem) if problem.failure in _UNCHANGED:
            return AskingPins(state.attempt, problem)
        case Failed(problem=problem) if problem.failure.is_retryable:
            return Unconfirmed(state.old, state.new, state.attempt, problem)
        case Failed(problem=problem):
            return Ended(problem)
        case _:
            return state
