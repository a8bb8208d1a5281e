"""Removing an account from this computer."""

from typing import assert_never

from authenticator.failures import Problem
from authenticator.flows.common import NO_ATTEMPT, Begun, Cancelled, Failed, Succeeded, is_stale
from authenticator.values import dataclass


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class Asking:
    """The page says what removing means; after a failure also that nothing was removed."""

    attempt: int = NO_ATTEMPT
    problem: Problem | None = None


@dataclass(frozen=True)
class Leaving:
    attempt: int


@dataclass(frozen=True)
class Left:
    """Portal and keyring have forgotten this device."""


State = Ready | Asking | Leaving | Left


@dataclass(frozen=True)
class Confirmed:
    pass


Event = Begun | Confirmed | Succeeded | Failed | Cancelled


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready() | Left():
            return _outside(state, event)
        case Asking():
            match event:
                case Confirmed():
                    return Leaving(attempt)
                case Cancelled():
                    return Ready()
        case Leaving(current):
            match event:
                case Succeeded():
                    return Left()
                case Failed(problem=problem):
                    return Asking(current, problem)
        case _:
            assert_never(state)
    return state


def _outside(state: Ready | Left, event: Event) -> State:
    match event:
        case Begun():
            return Asking()
        case Cancelled() if isinstance(state, Left):
            return Ready()
        case _:
            return state
