from dataclasses import replace

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.approval import (
    Answered,
    Answering,
    Asking,
    Closed,
    Decided,
    Dismissed,
    Event,
    Failed,
    NoRequest,
    Outcome,
    RequestsChanged,
    State,
    TimeRanOut,
    advance,
)
from authenticator.model import LoginRequest, Mode, Secret
from crypto.statements import Decision
from tests.unit.authenticator.arrows import strays


def request(cid: str) -> LoginRequest:
    return LoginRequest(
        cid=cid,
        aud="https://portal.example",
        account="a@b.example",
        ip="192.0.2.7",
        browser="Firefox",
        os="Windows",
        started=1,
        deadline=180.0,
        jws="a.b.c",
    )


ONE, TWO = request("1"), request("2")
AFAR = replace(ONE, mode=Mode.CODE)
PIN, CODE = Secret("482913"), Secret("905271")
OFFLINE, WRONG = Problem(Failure.PORTAL_UNREACHABLE), Problem(Failure.PIN_WRONG, tries_left=4)
ENDED, LOCKED = Problem(Failure.REQUEST_ENDED), Problem(Failure.DEVICE_LOCKED)
NO_BROWSER = Problem(Failure.BROWSER_NOT_OPENED)
APPROVING = Answering(ONE, Decision.APPROVE, 1, PIN)
DENYING = Answering(ONE, Decision.DENY, 1)
REPORTING = Answering(ONE, Decision.REPORT, 1)

ARROWS: list[tuple[State, Event, State]] = [
    (NoRequest(), RequestsChanged(ONE), Asking(ONE)),
    (Asking(ONE), RequestsChanged(TWO), Asking(TWO)),
    (Asking(ONE), RequestsChanged(None), Closed(ONE, Outcome.ENDED)),
    (Asking(ONE), TimeRanOut("1"), Closed(ONE, Outcome.ENDED)),
    (Asking(ONE), Decided(Decision.APPROVE, PIN), APPROVING),
    (
        Asking(AFAR),
        Decided(Decision.APPROVE, PIN, CODE),
        Answering(AFAR, Decision.APPROVE, 1, PIN, CODE),
    ),
    (Asking(ONE), Decided(Decision.DENY), DENYING),
    (Asking(ONE), Decided(Decision.REPORT), REPORTING),
    (APPROVING, Answered(1), Closed(ONE, Outcome.APPROVED)),
    (DENYING, Answered(1), Closed(ONE, Outcome.DENIED)),
    (REPORTING, Answered(1), Closed(ONE, Outcome.REPORTED)),
    (APPROVING, Failed(1, WRONG), Asking(ONE, 1, WRONG)),
    (APPROVING, Failed(1, OFFLINE), Asking(ONE, 1, OFFLINE)),
    (APPROVING, Failed(1, ENDED), Closed(ONE, Outcome.ENDED, ENDED)),
    (APPROVING, Failed(1, LOCKED), Closed(ONE, Outcome.FAILED, LOCKED)),
    (APPROVING, Failed(1, NO_BROWSER), Closed(ONE, Outcome.APPROVED, NO_BROWSER)),
    (Closed(ONE, Outcome.APPROVED), Dismissed(), NoRequest()),
    (Closed(ONE, Outcome.APPROVED), RequestsChanged(TWO), Asking(TWO)),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_an_approval_needs_the_pin_and_nothing_else_takes_it() -> None:
    assert advance(Asking(ONE), Decided(Decision.APPROVE)) == Asking(ONE)
    assert advance(Asking(ONE), Decided(Decision.DENY, PIN)) == Asking(ONE)


def test_a_login_in_another_computers_browser_needs_its_code_and_no_other_takes_one() -> None:
    assert advance(Asking(AFAR), Decided(Decision.APPROVE, PIN)) == Asking(AFAR)
    assert advance(Asking(ONE), Decided(Decision.APPROVE, PIN, CODE)) == Asking(ONE)
    assert advance(Asking(AFAR), Decided(Decision.DENY, None, CODE)) == Asking(AFAR)


def test_what_is_being_answered_is_not_swept_away_by_the_next_poll() -> None:
    assert advance(APPROVING, RequestsChanged(None)) is APPROVING
    assert advance(APPROVING, RequestsChanged(TWO)) is APPROVING


def test_the_request_that_was_just_closed_does_not_come_back() -> None:
    closed = Closed(ONE, Outcome.DENIED)
    assert advance(closed, RequestsChanged(ONE)) is closed


def test_late_results_change_nothing() -> None:
    assert advance(APPROVING, Answered(7)) is APPROVING
    assert advance(APPROVING, Failed(7, WRONG)) is APPROVING
    assert advance(Asking(ONE), TimeRanOut("2")) == Asking(ONE)


def test_no_state_shows_the_pin() -> None:
    assert "482913" not in repr(APPROVING)


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_leads_on(failure: Failure) -> None:
    assert advance(APPROVING, Failed(1, Problem(failure))) != APPROVING
