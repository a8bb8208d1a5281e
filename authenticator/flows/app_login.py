"""A login begun in the app ("Jetzt einloggen")."""

from typing import assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.common import (
    NO_ATTEMPT,
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Result,
    WentBack,
    can_enter_again,
    is_stale,
)
from authenticator.model import Claim, Secret, Ticket
from authenticator.values import dataclass
from crypto.protocol import ClaimState, Line


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPin:
    """The user may have stopped waiting for `attempt`, whose failure is still told."""

    attempt: int = NO_ATTEMPT
    problem: Problem | None = None


@dataclass(frozen=True)
class RequestingTicket:
    pin: Secret
    attempt: int


@dataclass(frozen=True)
class AwaitingBrowser:
    """The browser was opened; nobody has redeemed the ticket yet."""

    ticket: Ticket
    attempt: int


@dataclass(frozen=True)
class AskingBrowser:
    """A browser at another address has redeemed it: the user decides."""

    ticket: Ticket
    claim: Claim


@dataclass(frozen=True)
class ConfirmingBrowser:
    ticket: Ticket
    ok: bool
    attempt: int


@dataclass(frozen=True)
class LoggedIn:
    pass


@dataclass(frozen=True)
class Ended:
    """Nobody was logged in; `problem` is None when the user refused the browser."""

    problem: Problem | None


State = (
    Ready
    | AskingPin
    | RequestingTicket
    | AwaitingBrowser
    | AskingBrowser
    | ConfirmingBrowser
    | LoggedIn
    | Ended
)


@dataclass(frozen=True)
class TicketGiven(Result):
    ticket: Ticket


@dataclass(frozen=True)
class Claimed(Result):
    claim: Claim


@dataclass(frozen=True)
class BrowserJudged:
    """The user has said whether the browser at another address is their own."""

    ok: bool


_Clicks = Begun | PinEntered | BrowserJudged | WentBack | Cancelled
Event = _Clicks | TicketGiven | Claimed | Failed


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready():
            return AskingPin() if isinstance(event, Begun) else state
        case AskingPin() | RequestingTicket():
            return _requesting(state, event, attempt)
        case AwaitingBrowser() | ConfirmingBrowser():
            return _claiming(state, event, attempt)
        case AskingBrowser(ticket):
            if isinstance(event, BrowserJudged):
                return ConfirmingBrowser(ticket, event.ok, attempt)
        case LoggedIn() | Ended():
            match event:
                case Begun():
                    return AskingPin()
                case Cancelled():
                    return Ready()
        case _:
            assert_never(state)
    return state


def _requesting(state: AskingPin | RequestingTicket, event: Event, attempt: int) -> State:
    match state, event:
        case AskingPin(), PinEntered(pin):
            return RequestingTicket(pin, attempt)
        case AskingPin(), Cancelled():
            return Ready()
        case RequestingTicket(), TicketGiven(ticket=ticket):
            return AwaitingBrowser(ticket, state.attempt)
        case RequestingTicket(attempt=current), WentBack():
            return AskingPin(current)  # a ticket that comes all the same opens no browser and ends
        case (RequestingTicket() | AskingPin(problem=None), Failed(problem=problem)):
            if can_enter_again(problem):
                return AskingPin(state.attempt, problem)
            return Ended(problem)
        case _:
            return state


def _claiming(state: AwaitingBrowser | ConfirmingBrowser, event: Event, attempt: int) -> State:
    match event:
        case Claimed(claim=claim):
            return _after_claim(state, claim, attempt)
        case Failed(problem=problem):
            return Ended(problem)
        case Cancelled() if isinstance(state, AwaitingBrowser):
            return Ready()
        case _:
            return state


def _after_claim(state: AwaitingBrowser | ConfirmingBrowser, claim: Claim, attempt: int) -> State:
    match claim.state:
        case ClaimState.UNCLAIMED:
            return state
        case ClaimState.CLAIMED if claim.line is Line.SAME:
            return ConfirmingBrowser(state.ticket, ok=True, attempt=attempt)
        case ClaimState.CLAIMED:
            return AskingBrowser(state.ticket, claim)
        case ClaimState.DONE:
            return LoggedIn()
        case ClaimState.VOID:
            refused = isinstance(state, ConfirmingBrowser) and not state.ok
            return Ended(None if refused else Problem(Failure.REQUEST_ENDED))
        case _:
            assert_never(claim.state)
