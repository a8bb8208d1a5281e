from dataclasses import replace

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.app_login import (
    AskingBrowser,
    AskingPin,
    AwaitingBrowser,
    Begun,
    BrowserJudged,
    Cancelled,
    Claimed,
    ConfirmingBrowser,
    Ended,
    Event,
    Failed,
    LoggedIn,
    PinEntered,
    Ready,
    RequestingTicket,
    State,
    TicketGiven,
    WentBack,
    advance,
)
from authenticator.model import Claim, ClaimState, Secret, Ticket
from tests.unit.authenticator.arrows import strays

PIN = Secret("482913")
TICKET = Ticket("https://portal.example/login/app#t=SECRET", "hash")
HERE = Claim(ClaimState.CLAIMED, "192.0.2.7", "Firefox", "Windows", same_address=True)
ELSEWHERE = replace(HERE, same_address=False)
DONE, VOID = replace(HERE, state=ClaimState.DONE), replace(HERE, state=ClaimState.VOID)
NOBODY = Claim(ClaimState.UNCLAIMED, "", "", "", same_address=False)
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
NOT_CLEARED, GONE = Problem(Failure.NOT_CLEARED), Problem(Failure.REQUEST_ENDED)
AWAITING = AwaitingBrowser(TICKET, 1)

ARROWS: list[tuple[State, Event, State]] = [
    (Ready(), Begun(), AskingPin()),
    (LoggedIn(), Begun(), AskingPin()),
    (Ended(GONE), Begun(), AskingPin()),
    (AskingPin(), PinEntered(PIN), RequestingTicket(PIN, 1)),
    (RequestingTicket(PIN, 1), WentBack(), AskingPin(1)),
    (AskingPin(1), Failed(1, WRONG), AskingPin(1, WRONG)),
    (RequestingTicket(PIN, 1), TicketGiven(1, TICKET), AWAITING),
    (RequestingTicket(PIN, 1), Failed(1, WRONG), AskingPin(1, WRONG)),
    (RequestingTicket(PIN, 1), Failed(1, OFFLINE), AskingPin(1, OFFLINE)),
    (RequestingTicket(PIN, 1), Failed(1, NOT_CLEARED), Ended(NOT_CLEARED)),
    (AWAITING, Claimed(1, NOBODY), AWAITING),
    (AWAITING, Claimed(1, HERE), ConfirmingBrowser(TICKET, ok=True, attempt=1)),
    (AWAITING, Claimed(1, ELSEWHERE), AskingBrowser(TICKET, ELSEWHERE, 1)),
    (AWAITING, Claimed(1, VOID), Ended(GONE)),
    (AWAITING, Failed(1, OFFLINE), Ended(OFFLINE)),
    (
        AskingBrowser(TICKET, ELSEWHERE, 1),
        BrowserJudged(ok=False),
        ConfirmingBrowser(TICKET, ok=False, attempt=1),
    ),
    (ConfirmingBrowser(TICKET, ok=True, attempt=1), Claimed(1, DONE), LoggedIn()),
    (ConfirmingBrowser(TICKET, ok=True, attempt=1), Claimed(1, VOID), Ended(GONE)),
    (ConfirmingBrowser(TICKET, ok=False, attempt=1), Claimed(1, VOID), Ended(None)),
    (ConfirmingBrowser(TICKET, ok=True, attempt=1), Failed(1, OFFLINE), Ended(OFFLINE)),
    *((state, Cancelled(), Ready()) for state in (AskingPin(), AWAITING, LoggedIn(), Ended(GONE))),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_a_browser_at_another_address_is_never_let_in_without_the_user() -> None:
    state = advance(AWAITING, Claimed(1, ELSEWHERE))
    assert isinstance(state, AskingBrowser)
    assert advance(state, Claimed(1, HERE)) is state


def test_late_results_change_nothing() -> None:
    assert advance(AWAITING, Claimed(7, HERE)) is AWAITING
    assert advance(RequestingTicket(PIN, 2), TicketGiven(1, TICKET)) == RequestingTicket(PIN, 2)


def test_neither_pin_nor_ticket_shows() -> None:
    shown = repr(ARROWS)
    assert "482913" not in shown
    assert "SECRET" not in shown
