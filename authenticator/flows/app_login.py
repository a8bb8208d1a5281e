"""A login begun in the app ("Jetzt einloggen") as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import Claim, ClaimState, Secret, Ticket


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPin:
    attempt: int = 0
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
    attempt: int


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
    """It did not come to a login; `problem` is None when the user refused the browser."""

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
class Begun:
    pass


@dataclass(frozen=True)
class PinEntered:
    pin: Secret


@dataclass(frozen=True)
class TicketGiven:
    attempt: int
    ticket: Ticket


@dataclass(frozen=True)
class Claimed:
    attempt: int
    claim: Claim


@dataclass(frozen=True)
class BrowserJudged:
    ok: bool


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


_Clicks = Begun | PinEntered | BrowserJudged | WentBack | Cancelled
Event = _Clicks | TicketGiven | Claimed | Failed


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Ready() | LoggedIn() | Ended(), Begun()):
            return AskingPin()
        case (AskingPin() | AwaitingBrowser() | LoggedIn() | Ended(), Cancelled()):
            return Ready()
        case AskingPin(attempt=n), PinEntered(pin=pin):
            return RequestingTicket(pin, n + 1)
        case RequestingTicket(attempt=n), TicketGiven(ticket=ticket):
            return AwaitingBrowser(ticket, n)
        case (AwaitingBrowser(ticket, n) | ConfirmingBrowser(ticket, _, n), Claimed(claim=claim)):
            return _after_claim(state, ticket, n, claim)
        case AskingBrowser(ticket, _, n), BrowserJudged(ok=ok):
            return ConfirmingBrowser(ticket, ok, n)
        case RequestingTicket(attempt=n), WentBack():
            return AskingPin(n)  # a ticket that comes all the same opens no browser and ends
        case (RequestingTicket(attempt=n) | AskingPin(n, None), Failed(problem=problem)):
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return AskingPin(n, problem)
            return Ended(problem)
        case (AwaitingBrowser() | ConfirmingBrowser(), Failed(problem=problem)):
            return Ended(problem)
        case _:
            return state


def _after_claim(state: State, ticket: Ticket, attempt: int, claim: Claim) -> State:
    match claim.state:
        case ClaimState.UNCLAIMED:
            return state
        case ClaimState.CLAIMED if claim.same_address:
            return ConfirmingBrowser(ticket, ok=True, attempt=attempt)
        case ClaimState.CLAIMED:
            return AskingBrowser(ticket, claim, attempt)
        case ClaimState.DONE:
            return LoggedIn()
        case ClaimState.VOID:
            refused = isinstance(state, ConfirmingBrowser) and not state.ok
            return Ended(None if refused else Problem(Failure.REQUEST_ENDED))
