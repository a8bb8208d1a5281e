"""The history of one's own logins as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import PastLogin


@dataclass(frozen=True)
class Ready:
    """Nothing is shown."""


@dataclass(frozen=True)
class Loading:
    attempt: int


@dataclass(frozen=True)
class Unloaded:
    """There is nothing to show, and this is why."""

    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Listing:
    logins: tuple[PastLogin, ...]


State = Ready | Loading | Unloaded | Listing


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class Loaded:
    attempt: int
    logins: tuple[PastLogin, ...]


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Retried:
    pass


@dataclass(frozen=True)
class Cancelled:
    pass


Event = Begun | Loaded | Failed | Retried | Cancelled


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case Ready(), Begun():
            return Loading(1)
        case Loading(), Loaded(logins=logins):
            return Listing(logins)
        case Loading(n), Failed(problem=problem):
            return Unloaded(n, problem)
        case Unloaded(n), Retried():
            return Loading(n + 1)
        case (Loading() | Unloaded() | Listing(), Cancelled()):
            return Ready()
        case _:
            return state
