"""Removing an account from this computer as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Problem
from authenticator.flows.attempts import is_stale


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class Asking:
    """What removing means is said; after a failure also that nothing was removed."""

    attempt: int = 0
    problem: Problem | None = None


@dataclass(frozen=True)
class Leaving:
    attempt: int


@dataclass(frozen=True)
class Left:
    """Portal and keyring have forgotten this device."""


State = Ready | Asking | Leaving | Left


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class Confirmed:
    pass


@dataclass(frozen=True)
class Succeeded:
    attempt: int


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Cancelled:
    pass


Event = Begun | Confirmed | Succeeded | Failed | Cancelled


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Ready() | Left(), Begun()):
            return Asking()
        case Asking(attempt=n), Confirmed():
            return Leaving(n + 1)
        case Leaving(), Succeeded():
            return Left()
        case Leaving(n), Failed(problem=problem):
            return Asking(n, problem)
        case (Asking() | Left(), Cancelled()):
            return Ready()
        case _:
            return state
