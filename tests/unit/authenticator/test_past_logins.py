import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.login_history import (
    Begun,
    Cancelled,
    Event,
    Failed,
    Listing,
    Loaded,
    Loading,
    Ready,
    Retried,
    State,
    Unloaded,
    advance,
)
from authenticator.model import PastLogin
from tests.unit.authenticator.arrows import strays

LOGINS = (PastLogin(1, "browser", "done", "192.0.2.7", "Firefox", "Windows 11", "EMPFANG"),)
OFFLINE = Problem(Failure.PORTAL_UNREACHABLE)

ARROWS: list[tuple[State, Event, State]] = [
    (Ready(), Begun(), Loading(1)),
    (Loading(1), Loaded(1, LOGINS), Listing(LOGINS)),
    (Loading(1), Failed(1, OFFLINE), Unloaded(1, OFFLINE)),
    (Unloaded(1, OFFLINE), Retried(), Loading(2)),
    *(
        (state, Cancelled(), Ready())
        for state in (Loading(1), Unloaded(1, OFFLINE), Listing(LOGINS))
    ),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_late_results_change_nothing() -> None:
    assert advance(Loading(2), Loaded(1, LOGINS)) == Loading(2)
    assert advance(Loading(2), Failed(1, OFFLINE)) == Loading(2)
