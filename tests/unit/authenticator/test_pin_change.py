import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.pin_change import (
    AskingPins,
    Begun,
    Cancelled,
    Changed,
    Changing,
    Ended,
    Event,
    Failed,
    PinsEntered,
    Ready,
    Retried,
    State,
    Succeeded,
    Unsettled,
    WentBack,
    advance,
)
from authenticator.model import Secret
from tests.unit.authenticator.arrows import strays

OLD, NEW = Secret("482913"), Secret("905271")
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
BUSY, LOCKED = Problem(Failure.RATE_LIMITED, retry_after=40), Problem(Failure.DEVICE_LOCKED)
CHANGING, UNSETTLED = Changing(OLD, NEW, 1), Unsettled(OLD, NEW, 1, OFFLINE)
WAITING = Unsettled(OLD, NEW, 1, None)

ARROWS: list[tuple[State, Event, State]] = [
    *((state, Begun(), AskingPins()) for state in (Ready(), Changed(), Ended(LOCKED))),
    (AskingPins(), PinsEntered(OLD, NEW), CHANGING),
    (CHANGING, Succeeded(1), Changed()),
    (CHANGING, Failed(1, WRONG), AskingPins(1, WRONG)),
    (CHANGING, Failed(1, BUSY), AskingPins(1, BUSY)),
    (CHANGING, Failed(1, OFFLINE), UNSETTLED),
    (CHANGING, Failed(1, LOCKED), Ended(LOCKED)),
    (UNSETTLED, Retried(), Changing(OLD, NEW, 2)),
    (CHANGING, WentBack(), WAITING),
    (WAITING, Retried(), CHANGING),
    (WAITING, Succeeded(1), Changed()),
    (WAITING, Failed(1, WRONG), AskingPins(1, WRONG)),
    (WAITING, Failed(1, OFFLINE), UNSETTLED),
    (WAITING, Failed(1, LOCKED), Ended(LOCKED)),
    (WAITING, Cancelled(), Ready()),
    *(
        (state, Cancelled(), Ready())
        for state in (AskingPins(), UNSETTLED, Changed(), Ended(LOCKED))
    ),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_late_results_change_nothing() -> None:
    assert advance(CHANGING, Succeeded(7)) is CHANGING
    assert advance(CHANGING, Failed(7, WRONG)) is CHANGING


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_leads_on(failure: Failure) -> None:
    assert advance(CHANGING, Failed(1, Problem(failure))) != CHANGING


def test_no_state_shows_a_pin() -> None:
    shown = repr([CHANGING, UNSETTLED, PinsEntered(OLD, NEW)])
    assert OLD.reveal() not in shown
    assert NEW.reveal() not in shown
