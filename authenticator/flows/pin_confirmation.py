"""One step that the PIN allows: a new key, or a further instance of a roaming profile."""

from typing import assert_never

from authenticator.failures import Problem
from authenticator.flows.common import (
    NO_ATTEMPT,
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Succeeded,
    WentBack,
    can_enter_again,
    is_stale,
)
from authenticator.model import Secret
from authenticator.values import dataclass


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPin:
    """The user may have stopped waiting for `attempt`, whose result still counts."""

    attempt: int = NO_ATTEMPT
    problem: Problem | None = None


@dataclass(frozen=True)
class Working:
    pin: Secret
    attempt: int


@dataclass(frozen=True)
class Done:
    pass


@dataclass(frozen=True)
class Ended:
    """The step was refused."""

    problem: Problem


State = Ready | AskingPin | Working | Done | Ended
Event = Begun | PinEntered | Succeeded | Failed | WentBack | Cancelled


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready():
            return AskingPin() if isinstance(event, Begun) else state
        case AskingPin():
            return _asking(state, event, attempt)
        case Working(attempt=current):
            match event:
                case WentBack():
                    return AskingPin(current)
                case Succeeded():
                    return Done()
                case Failed(problem=problem):
                    return _refused(current, problem)
        case Done() | Ended():
            match event:
                case Begun():
                    return AskingPin()
                case Cancelled():
                    return Ready()
        case _:
            assert_never(state)
    return state


def _asking(state: AskingPin, event: Event, attempt: int) -> State:
    match event:
        case PinEntered(pin):
            return Working(pin, attempt)
        case Succeeded():
            return Done()
        case Failed(problem=problem) if state.problem is None:
            return _refused(state.attempt, problem)
        case Cancelled():
            return Ready()
        case _:
            return state


def _refused(attempt: int, problem: Problem) -> State:
    return AskingPin(attempt, problem) if can_enter_again(problem) else Ended(problem)
