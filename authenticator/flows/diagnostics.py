"""An examination as a user sees it: what was found so far, and whether more is to come."""

from dataclasses import dataclass, replace
from enum import Enum

from authenticator.diagnosis.results import Check, Result
from authenticator.flows.attempts import is_stale


class Phase(Enum):
    """Where an examination stands."""

    READY = "ready"
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True)
class DiagnosticsRun:
    """`attempt` counts up with each one, so that late results of an earlier one do not fit."""

    attempt: int = 0
    phase: Phase = Phase.READY
    results: tuple[Result, ...] = ()

    @property
    def current(self) -> Check | None:
        """What is looked at now."""
        if self.phase is not Phase.RUNNING or len(self.results) == len(Check):
            return None
        return list(Check)[len(self.results)]


@dataclass(frozen=True)
class Begun:
    """The user wants to know."""


@dataclass(frozen=True)
class Found:
    """One check has ended."""

    attempt: int
    result: Result


@dataclass(frozen=True)
class Ended:
    """There is nothing more to look at."""

    attempt: int


@dataclass(frozen=True)
class Cancelled:
    """The user has seen enough."""


Event = Begun | Found | Ended | Cancelled


def advance(state: DiagnosticsRun, event: Event) -> DiagnosticsRun:
    """The state after `event`; the same object where it changes nothing."""
    if is_stale(state, event):
        return state
    running = state.phase is Phase.RUNNING
    match event:
        case Begun() if not running:
            return DiagnosticsRun(state.attempt + 1, Phase.RUNNING)
        case Found(result=result) if running:
            return replace(state, results=(*state.results, result))
        case Ended() if running:
            return replace(state, phase=Phase.DONE)
        case Cancelled() if running:
            return replace(state, phase=Phase.CANCELLED)
        case _:
            return state
