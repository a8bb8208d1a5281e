"""Answering a login request as a pure state machine (A7).

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass
from enum import Enum

from authenticator.failures import Failure, Problem
from authenticator.model import LoginRequest, Mode, Secret
from crypto.statements import Decision


@dataclass(frozen=True)
class NoRequest:
    pass


@dataclass(frozen=True)
class Asking:
    """The request is shown; the PIN can be entered, or the request denied or reported."""

    request: LoginRequest
    attempt: int = 0
    problem: Problem | None = None


@dataclass(frozen=True)
class Answering:
    request: LoginRequest
    decision: Decision
    attempt: int
    pin: Secret | None = None
    code: Secret | None = None


class Outcome(Enum):
    """How a request ended."""

    APPROVED = "approved"
    DENIED = "denied"
    REPORTED = "reported"
    ENDED = "ended"
    """Expired or withdrawn in the browser."""
    FAILED = "failed"


@dataclass(frozen=True)
class Closed:
    request: LoginRequest
    outcome: Outcome
    problem: Problem | None = None


State = NoRequest | Asking | Answering | Closed


@dataclass(frozen=True)
class RequestsChanged:
    """The portal's word on what is open now; None when nothing is."""

    request: LoginRequest | None


@dataclass(frozen=True)
class Decided:
    """Approval carries the PIN, and in mode CODE the code; the other decisions neither."""

    decision: Decision
    pin: Secret | None = None
    code: Secret | None = None


@dataclass(frozen=True)
class Answered:
    attempt: int


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class TimeRanOut:
    cid: str


@dataclass(frozen=True)
class Dismissed:
    pass


Event = RequestsChanged | Decided | Answered | Failed | TimeRanOut | Dismissed

_OUTCOMES = {
    Decision.APPROVE: Outcome.APPROVED,
    Decision.DENY: Outcome.DENIED,
    Decision.REPORT: Outcome.REPORTED,
}
_ENDED = (Failure.REQUEST_ENDED, Failure.REQUEST_SUPERSEDED)


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    match state, event:
        case Answering(), _:
            return _answering(state, event)
        case _, RequestsChanged(request=request):
            return _changed(state, request)
        case Asking(request, n), Decided(decision, pin, code):
            approves = decision is Decision.APPROVE
            needs_code = approves and request.mode is Mode.CODE
            if (pin is not None, code is not None) != (approves, needs_code):
                return state
            return Answering(request, decision, n + 1, pin, code)
        case Asking(request=request), TimeRanOut(cid) if cid == request.cid:
            return Closed(request, Outcome.ENDED)
        case Closed(), Dismissed():
            return NoRequest()
        case _:
            return state


def _changed(state: NoRequest | Asking | Closed, request: LoginRequest | None) -> State:
    if request is None:
        if isinstance(state, Asking):
            return Closed(state.request, Outcome.ENDED)
        return state
    if not isinstance(state, NoRequest) and state.request.cid == request.cid:
        return state
    return Asking(request)


def _answering(state: Answering, event: Event) -> State:
    match event:
        case Answered(attempt) if attempt == state.attempt:
            return Closed(state.request, _OUTCOMES[state.decision])
        case Failed(attempt, problem) if attempt == state.attempt:
            if problem.failure in _ENDED:
                return Closed(state.request, Outcome.ENDED, problem)
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return Asking(state.request, state.attempt, problem)
            if problem.failure is Failure.BROWSER_NOT_OPENED:
                return Closed(state.request, Outcome.APPROVED, problem)
            return Closed(state.request, Outcome.FAILED, problem)
        case _:
            return state
