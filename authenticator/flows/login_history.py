"""The history of one's own logins."""

from typing import assert_never

from authenticator.failures import Problem
from authenticator.flows.common import Begun, Cancelled, Failed, Result, Retried, is_stale
from authenticator.model import PastLogin
from authenticator.values import dataclass


@dataclass(frozen=True)
class Ready:
    """Nothing is shown."""


@dataclass(frozen=True)
class Loading:
    attempt: int


@dataclass(frozen=True)
class Unloaded:
    """There is nothing to show, and this is why."""

    problem: Problem


@dataclass(frozen=True)
class Listing:
    logins: tuple[PastLogin, ...]


State = Ready | Loading | Unloaded | Listing


@dataclass(frozen=True)
class Loaded(Result):
    logins: tuple[PastLogin, ...]


Event = Begun | Loaded | Failed | Retried | Cancelled


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready():
            return Loading(attempt) if isinstance(event, Begun) else state
        case Loading():
            match event:
                case Loaded(logins=logins):
                    return Listing(logins)
                case Failed(problem=problem):
                    return Unloaded(problem)
        case Unloaded():
            if isinstance(event, Retried):
                return Loading(attempt)
        case Listing():
            pass
        case _:
            assert_never(state)
    return Ready() if isinstance(event, Cancelled) else state
