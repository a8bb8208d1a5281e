"""A diagnostics run as a user sees it: its results so far, and whether more are to come."""

from dataclasses import replace
from enum import Enum
from typing import assert_never

from authenticator.diagnosis.results import Check
from authenticator.diagnosis.results import Result as CheckResult
from authenticator.flows.common import (
    NO_ATTEMPT,
    Begun,
    Cancelled,
    Failed,
    Result,
    Succeeded,
    is_stale,
)
from authenticator.values import dataclass


class Phase(Enum):
    """Where a run stands."""

    READY = "ready"
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True)
class DiagnosticsRun:
    attempt: int = NO_ATTEMPT
    phase: Phase = Phase.READY
    results: tuple[CheckResult, ...] = ()

    @property
    def current(self) -> Check | None:
        """The check that runs now."""
        if self.phase is not Phase.RUNNING or len(self.results) == len(Check):
            return None
        return list(Check)[len(self.results)]


@dataclass(frozen=True)
class Found(Result):
    """One check has ended."""

    finding: CheckResult


Event = Begun | Found | Succeeded | Failed | Cancelled


def advance(state: DiagnosticsRun, event: Event, attempt: int) -> DiagnosticsRun:
    """The state after `event`; the same object where it changes nothing."""
    if is_stale(state, event):
        return state
    is_running = state.phase is Phase.RUNNING
    if isinstance(event, Begun):
        return state if is_running else DiagnosticsRun(attempt, Phase.RUNNING)
    if not is_running:
        return state
    match event:
        case Found(finding=finding):
            return replace(state, results=(*state.results, finding))
        case Succeeded() | Failed():
            return replace(state, phase=Phase.DONE)
        case Cancelled():
            return replace(state, phase=Phase.CANCELLED)
        case _:
            assert_never(event)
