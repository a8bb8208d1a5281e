import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.pin_confirmation import (
    AskingPin,
    Begun,
    Cancelled,
    Done,
    Ended,
    Event,
    Failed,
    PinEntered,
    Ready,
    State,
    Succeeded,
    WentBack,
    Working,
    advance,
)
from authenticator.model import Secret
from tests.unit.authenticator.arrows import strays

PIN = Secret("482913")
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
SUSPECT = Problem(Failure.DEVICE_SUSPECT)
WORKING = Working(PIN, 1)

ARROWS: list[tuple[State, Event, State]] = [
    *((state, Begun(), AskingPin()) for state in (Ready(), Done(), Ended(SUSPECT))),
    (AskingPin(), PinEntered(PIN), WORKING),
    (WORKING, Succeeded(1), Done()),
    (WORKING, Failed(1, WRONG), AskingPin(1, WRONG)),
    (WORKING, Failed(1, OFFLINE), AskingPin(1, OFFLINE)),
    (WORKING, Failed(1, SUSPECT), Ended(SUSPECT)),
    (WORKING, WentBack(), AskingPin(1)),
    (AskingPin(1), Succeeded(1), Done()),
    (AskingPin(1), Failed(1, WRONG), AskingPin(1, WRONG)),
    *((state, Cancelled(), Ready()) for state in (AskingPin(), Done(), Ended(SUSPECT))),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_late_results_change_nothing() -> None:
    assert advance(WORKING, Succeeded(7)) is WORKING
    assert advance(WORKING, Failed(7, WRONG)) is WORKING


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_leads_on(failure: Failure) -> None:
    assert advance(WORKING, Failed(1, Problem(failure))) != WORKING


def test_no_state_shows_the_pin() -> None:
    assert PIN.reveal() not in repr(WORKING)
