"""One step that the PIN allows, as a pure state machine: a new key, or a new place made known.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import Secret


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPin:
    attempt: int = 0
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
    """It did not come to it."""

    problem: Problem


State = Ready | AskingPin | Working | Done | Ended


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class PinEntered:
    pin: Secret


@dataclass(frozen=True)
class Succeeded:
    attempt: int


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class WentBack:
    """The user no longer waits for the portal."""


@dataclass(frozen=True)
class Cancelled:
    pass


Event = Begun | PinEntered | Succeeded | Failed | WentBack | Cancelled


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Ready() | Done() | Ended(), Begun()):
            return AskingPin()
        case AskingPin(attempt=n), PinEntered(pin=pin):
            return Working(pin, n + 1)
        case Working(attempt=n), WentBack():
            return AskingPin(n)
        case (Working() | AskingPin(), Succeeded()):
            return Done()
        case (Working(attempt=n) | AskingPin(n, None), Failed(problem=problem)):
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return AskingPin(n, problem)
            return Ended(problem)
        case (AskingPin() | Done() | Ended(), Cancelled()):
            return Ready()
        case _:
            return state
