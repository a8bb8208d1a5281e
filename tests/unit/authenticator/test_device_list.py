from dataclasses import replace

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.device_management import (
    AskingPin,
    Begun,
    Cancelled,
    Event,
    Failed,
    Listing,
    Loaded,
    Loading,
    PinEntered,
    Ready,
    RemovalWanted,
    Removing,
    Retried,
    State,
    Succeeded,
    Unloaded,
    WentBack,
    advance,
)
from authenticator.model import DeviceInfo, DeviceState, Secret
from tests.unit.authenticator.arrows import strays

PIN = Secret("482913")
THIS = DeviceInfo("a", "EMPFANG", "Windows 11", DeviceState.ACTIVE, 1, 2, this=True)
OTHER = DeviceInfo("b", "LAGER", "Ubuntu", DeviceState.ACTIVE, 1, None, this=False)
GONE = replace(OTHER, state=DeviceState.REVOKED)
ALL = (THIS, OTHER)
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
LOCKED, ENDED = Problem(Failure.DEVICE_LOCKED), Problem(Failure.REQUEST_ENDED)
ASKING, REMOVING = AskingPin(ALL, OTHER, 1), Removing(ALL, OTHER, PIN, 2)

ARROWS: list[tuple[State, Event, State]] = [
    (Ready(), Begun(), Loading(1)),
    (Loading(1), Loaded(1, ALL), Listing(ALL, 1)),
    (Loading(1), Failed(1, OFFLINE), Unloaded(1, OFFLINE)),
    (Unloaded(1, OFFLINE), Retried(), Loading(2)),
    (Listing(ALL, 1), RemovalWanted(OTHER), ASKING),
    (ASKING, WentBack(), Listing(ALL, 1)),
    (ASKING, PinEntered(PIN), REMOVING),
    (REMOVING, WentBack(), Loading(3)),
    (REMOVING, Succeeded(2), Listing((THIS, GONE), 2, OTHER)),
    (REMOVING, Failed(2, WRONG), AskingPin(ALL, OTHER, 2, WRONG)),
    (REMOVING, Failed(2, OFFLINE), AskingPin(ALL, OTHER, 2, OFFLINE)),
    (REMOVING, Failed(2, LOCKED), Unloaded(2, LOCKED)),
    (REMOVING, Failed(2, ENDED), Loading(3)),
    *(
        (state, Cancelled(), Ready())
        for state in (Loading(1), Unloaded(1, OFFLINE), Listing(ALL, 1))
    ),
]


@pytest.mark.parametrize(("state", "event", "after"), ARROWS)
def test_each_arrow(state: State, event: Event, after: State) -> None:
    assert advance(state, event) == after


def test_what_is_no_arrow_changes_nothing() -> None:
    assert strays(advance, ARROWS) == []


@pytest.mark.parametrize("device", [THIS, GONE])
def test_neither_this_device_nor_a_removed_one_can_be_removed_here(device: DeviceInfo) -> None:
    assert advance(Listing(ALL, 1), RemovalWanted(device)) == Listing(ALL, 1)


def test_late_results_change_nothing() -> None:
    assert advance(Loading(2), Loaded(1, ALL)) == Loading(2)
    assert advance(REMOVING, Failed(1, WRONG)) is REMOVING


@pytest.mark.parametrize("failure", Failure)
def test_every_failure_leads_on(failure: Failure) -> None:
    assert advance(REMOVING, Failed(2, Problem(failure))) != REMOVING
    assert advance(Loading(1), Failed(1, Problem(failure))) != Loading(1)


def test_no_state_shows_the_pin() -> None:
    assert PIN.reveal() not in repr(REMOVING)
