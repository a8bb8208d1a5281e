import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.account_removal import (
    Asking,
    Begun,
    Cancelled,
    Confirmed,
    Event,
    Failed,
    Leaving,
    Left,
    Ready,
    State,
    Succeeded,
    advance,
)
from tests.unit.authenticator.arrows import strays

OFFLINE = Problem(Failure.PORTAL_UNREACHABLE)

ARROWS: list[tuple[State, Event, State]] = [
    (Ready(), Begun(), Asking()),
    (Left(), Begun(), Asking()),
    (Asking(), Confirmed(), Leaving(1)),
    (Leaving(1), Succeeded(1), Left()),
    (Leaving(1), Failed(1, OFFLINE), Asking(1, OFFLINE)),
    (Asking(1, OFFLINE), Cancelled(), Ready()),
    (Left(), Cancelled(), Ready()),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_late_results_change_nothing() -> None:
    assert advance(Leaving(2), Succeeded(1)) == Leaving(2)
    assert advance(Leaving(2), Failed(1, OFFLINE)) == Leaving(2)


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_says_that_nothing_was_removed(failure: Failure) -> None:
    assert advance(Leaving(1), Failed(1, Problem(failure))) == Asking(1, Problem(failure))
