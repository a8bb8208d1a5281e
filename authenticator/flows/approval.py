"""Answering a login request (A7)."""

from enum import Enum
from typing import Final, assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.common import (
    NO_ATTEMPT,
    Failed,
    Succeeded,
    WentBack,
    can_enter_again,
    is_stale,
)
from authenticator.model import LoginRequest, Secret
from authenticator.values import dataclass
from crypto.protocol import Mode
from crypto.statements import Decision


@dataclass(frozen=True)
class NoRequest:
    pass


@dataclass(frozen=True)
class Asking:
    """The request is shown; the PIN can be entered, or the request denied or reported."""

    request: LoginRequest
    attempt: int = NO_ATTEMPT
    problem: Problem | None = None
    asks_about_report: bool = False
    """What a report leads to is shown, and the user confirms it or goes back."""


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
    """What the portal says is open now; None when nothing is."""

    request: LoginRequest | None


@dataclass(frozen=True)
class Decided:
    """Approval carries the PIN, and in mode CODE the code; the other decisions neither."""

    decision: Decision
    pin: Secret | None = None
    code: Secret | None = None


@dataclass(frozen=True)
class ReportChosen:
    """Not sent yet: the user reads first what it leads to."""


@dataclass(frozen=True)
class TimeRanOut:
    cid: str


@dataclass(frozen=True)
class BrowserTried:
    """It was to be opened for the login that is approved."""

    has_opened: bool


@dataclass(frozen=True)
class Dismissed:
    pass


_Clicks = ReportChosen | WentBack | Decided | Dismissed
Event = RequestsChanged | Succeeded | Failed | TimeRanOut | BrowserTried | _Clicks

_OUTCOMES: Final = {
    Decision.APPROVE: Outcome.APPROVED,
    Decision.DENY: Outcome.DENIED,
    Decision.REPORT: Outcome.REPORTED,
}
_ENDED: Final = (Failure.REQUEST_ENDED, Failure.REQUEST_SUPERSEDED)


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case NoRequest():
            return _changed(state, event)
        case Asking(request=request):
            match event:
                case ReportChosen() if not state.asks_about_report:
                    return Asking(request, asks_about_report=True)
                case WentBack() if state.asks_about_report:
                    return Asking(request)
                case Decided():
                    return _decided(state, event, attempt)
                case TimeRanOut(cid) if cid == request.cid:
                    return Closed(request, Outcome.ENDED)
                case _:
                    return _changed(state, event)
        case Answering():
            return _answering(state, event)
        case Closed():
            return _closed(state, event)
        case _:
            assert_never(state)


def _changed(state: NoRequest | Asking | Closed, event: Event) -> State:
    match event:
        case RequestsChanged(None) if isinstance(state, Asking):
            return Closed(state.request, Outcome.ENDED)
        case RequestsChanged(LoginRequest() as request):
            before = None if isinstance(state, NoRequest) else state.request.identity
            return state if before == request.identity else Asking(request)
        case _:
            return state


def _decided(state: Asking, event: Decided, attempt: int) -> State:
    approves = event.decision is Decision.APPROVE
    needs_code = approves and state.request.mode is Mode.CODE
    if (event.pin is not None, event.code is not None) != (approves, needs_code):
        return state
    if (event.decision is Decision.REPORT) != state.asks_about_report:
        return state
    return Answering(state.request, event.decision, attempt, event.pin, event.code)


def _answering(state: Answering, event: Event) -> State:
    match event:
        case Succeeded():
            return Closed(state.request, _OUTCOMES[state.decision])
        case Failed(problem=problem):
            if can_enter_again(problem):
                return Asking(state.request, state.attempt, problem)
            outcome = Outcome.ENDED if problem.failure in _ENDED else Outcome.FAILED
            return Closed(state.request, outcome, problem)
        case BrowserTried() if state.decision is Decision.APPROVE:
            return _closed(Closed(state.request, Outcome.APPROVED), event)
        case _:
            return state


def _closed(state: Closed, event: Event) -> State:
    match event:
        case Dismissed():
            return NoRequest()
        case BrowserTried(has_opened) if state.outcome is Outcome.APPROVED:
            problem = None if has_opened else Problem(Failure.BROWSER_NOT_OPENED)
            return Closed(state.request, state.outcome, problem)
        case _:
            return _changed(state, event)
