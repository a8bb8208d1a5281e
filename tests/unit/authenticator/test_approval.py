from authenticator.flows.approval import (
    Asking,
    Closed,
    Decided,
    Outcome,
    RequestsChanged,
    TimeRanOut,
    advance,
)
from crypto.statements import Decision
from tests.unit.authenticator.arrows import NEW
from tests.unit.authenticator.login_flow_tables import AFAR, APPROVING, CODE, ONE, PIN, TWO


def test_an_approval_needs_the_pin_and_nothing_else_takes_it() -> None:
    assert advance(Asking(ONE), Decided(Decision.APPROVE), NEW) == Asking(ONE)
    assert advance(Asking(ONE), Decided(Decision.DENY, PIN), NEW) == Asking(ONE)


def test_a_login_in_another_computers_browser_needs_its_code_and_no_other_takes_one() -> None:
    assert advance(Asking(AFAR), Decided(Decision.APPROVE, PIN), NEW) == Asking(AFAR)
    assert advance(Asking(ONE), Decided(Decision.APPROVE, PIN, CODE), NEW) == Asking(ONE)
    assert advance(Asking(AFAR), Decided(Decision.DENY, None, CODE), NEW) == Asking(AFAR)


def test_what_is_being_answered_is_not_swept_away_by_the_next_poll() -> None:
    assert advance(APPROVING, RequestsChanged(None), NEW) is APPROVING
    assert advance(APPROVING, RequestsChanged(TWO), NEW) is APPROVING


def test_the_request_that_was_just_closed_does_not_come_back() -> None:
    closed = Closed(ONE, Outcome.DENIED)
    assert advance(closed, RequestsChanged(ONE), NEW) is closed


def test_the_end_of_another_request_changes_nothing() -> None:
    assert advance(Asking(ONE), TimeRanOut("2"), NEW) == Asking(ONE)
