import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.invitation import (
    AskingPin,
    Begun,
    Cancelled,
    Choosing,
    CodeGiven,
    DeviceRevoked,
    Ended,
    Event,
    Expired,
    Failed,
    Inviting,
    ModeChosen,
    Moved,
    NewCodeWanted,
    PinEntered,
    Ready,
    Showing,
    State,
    TimeRanOut,
    WentBack,
    advance,
)
from authenticator.model import Invitation, InviteMode, Secret
from tests.unit.authenticator.arrows import strays

PIN, ADD, MOVE = Secret("482913"), InviteMode.ADD, InviteMode.MOVE
CODE = Invitation(Secret("10542963"), 600.0)
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
REVOKED, LOCKED = Problem(Failure.DEVICE_REVOKED), Problem(Failure.DEVICE_LOCKED)
INVITING = Inviting(MOVE, PIN, 1)
SHOWN, SHOWN_ADD = Showing(MOVE, CODE, 1), Showing(ADD, CODE, 1)
OVER, OVER_ADD = Expired(MOVE, 1), Expired(ADD, 1)

ARROWS: list[tuple[State, Event, State]] = [
    *((state, Begun(), Choosing()) for state in (Ready(), Moved(), Ended(LOCKED))),
    (Choosing(), ModeChosen(MOVE), AskingPin(MOVE)),
    (AskingPin(MOVE), PinEntered(PIN), INVITING),
    (AskingPin(MOVE), WentBack(), Choosing()),
    (INVITING, WentBack(), AskingPin(MOVE, 1)),
    (AskingPin(MOVE, 1), Failed(1, WRONG), AskingPin(MOVE, 1, WRONG)),
    (INVITING, CodeGiven(1, CODE), SHOWN),
    (INVITING, Failed(1, WRONG), AskingPin(MOVE, 1, WRONG)),
    (INVITING, Failed(1, OFFLINE), AskingPin(MOVE, 1, OFFLINE)),
    (INVITING, Failed(1, LOCKED), Ended(LOCKED)),
    (SHOWN, TimeRanOut(), OVER),
    (SHOWN, NewCodeWanted(), AskingPin(MOVE, 1)),
    (OVER, NewCodeWanted(), AskingPin(MOVE, 1)),
    (SHOWN, DeviceRevoked(), Moved()),
    (OVER, DeviceRevoked(), Moved()),
    *(
        (state, DeviceRevoked(), Ended(REVOKED))
        for state in (Choosing(), AskingPin(ADD), SHOWN_ADD, OVER_ADD)
    ),
    *((state, Cancelled(), Ready()) for state in (Choosing(), SHOWN, OVER, Moved(), Ended(LOCKED))),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


def test_late_results_change_nothing() -> None:
    assert advance(INVITING, CodeGiven(7, CODE)) is INVITING
    assert advance(INVITING, Failed(7, WRONG)) is INVITING


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_leads_on(failure: Failure) -> None:
    assert advance(INVITING, Failed(1, Problem(failure))) != INVITING


def test_no_state_shows_pin_or_code() -> None:
    shown = repr([INVITING, SHOWN])
    assert PIN.reveal() not in shown
    assert CODE.code.reveal() not in shown
