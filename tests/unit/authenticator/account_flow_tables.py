"""The arrows of what can be done with an account."""

from dataclasses import replace
from typing import Final

from authenticator.failures import Failure, Problem
from authenticator.flows import (
    account_removal,
    device_management,
    invitation,
    login_history,
    pin_change,
    pin_confirmation,
)
from authenticator.flows.common import (
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Retried,
    Succeeded,
    WentBack,
)
from authenticator.model import DeviceInfo, Invitation, PastLogin, Secret
from crypto.protocol import DeviceState, InviteMode
from tests.unit.authenticator.arrows import NEW, Flow

PIN, NEW_PIN = Secret("482913"), Secret("905271")
WRONG, OFFLINE = Problem(Failure.PIN_WRONG, tries_left=4), Problem(Failure.PORTAL_UNREACHABLE)
LOCKED, SUSPECT = Problem(Failure.DEVICE_LOCKED), Problem(Failure.DEVICE_SUSPECT)
ENDED, REVOKED = Problem(Failure.REQUEST_ENDED), Problem(Failure.DEVICE_REVOKED)
BUSY = Problem(Failure.RATE_LIMITED, retry_after=40)

THIS = DeviceInfo("a", "EMPFANG", "Windows 11", DeviceState.ACTIVE, 1, 2, this=True)
OTHER = DeviceInfo("b", "LAGER", "Ubuntu", DeviceState.ACTIVE, 1, None, this=False)
GONE = replace(OTHER, state=DeviceState.REVOKED)
LOGINS = (PastLogin(1, "browser", "done", "192.0.2.7", "Firefox", "Windows 11", "EMPFANG", "", 0),)
CODE = Invitation(Secret("10542963"), 600.0)
ADD, MOVE = InviteMode.ADD, InviteMode.MOVE


def _account_removal() -> Flow:
    flow = account_removal
    return Flow(
        "account removal",
        flow.advance,
        flow.State,
        flow.Event,
        [
            (flow.Ready(), Begun(), flow.Asking()),
            (flow.Left(), Begun(), flow.Asking()),
            (flow.Asking(), flow.Confirmed(), flow.Leaving(NEW)),
            (flow.Leaving(1), Succeeded(1), flow.Left()),
            (flow.Leaving(1), Failed(1, OFFLINE), flow.Asking(1, OFFLINE)),
            (flow.Asking(1, OFFLINE), Cancelled(), flow.Ready()),
            (flow.Left(), Cancelled(), flow.Ready()),
        ],
    )


def _device_management() -> Flow:
    flow, devices = device_management, (THIS, OTHER)
    asking, removing = flow.AskingPin(devices, OTHER), flow.Removing(devices, OTHER, PIN, 1)
    loading, listing, unloaded = flow.Loading(1), flow.Listing(devices), flow.Unloaded(OFFLINE)
    return Flow(
        "device management",
        flow.advance,
        flow.State,
        flow.Event,
        [
            (flow.Ready(), Begun(), flow.Loading(NEW)),
            (loading, flow.Loaded(1, devices), listing),
            (loading, Failed(1, OFFLINE), unloaded),
            (unloaded, Retried(), flow.Loading(NEW)),
            (listing, flow.RemovalWanted(OTHER), asking),
            (asking, WentBack(), listing),
            (asking, PinEntered(PIN), flow.Removing(devices, OTHER, PIN, NEW)),
            (removing, WentBack(), flow.Loading(NEW)),
            (removing, Succeeded(1), flow.Listing((THIS, GONE), OTHER)),
            (removing, Failed(1, WRONG), flow.AskingPin(devices, OTHER, WRONG)),
            (removing, Failed(1, OFFLINE), flow.AskingPin(devices, OTHER, OFFLINE)),
            (removing, Failed(1, LOCKED), flow.Unloaded(LOCKED)),
            (removing, Failed(1, ENDED), flow.Loading(NEW)),
            *((state, Cancelled(), flow.Ready()) for state in (loading, unloaded, listing)),
        ],
    )


def _invitation() -> Flow:
    flow, asking, asked = invitation, invitation.AskingPin(MOVE), invitation.AskingPin(MOVE, 1)
    inviting, shown, over = (
        flow.Inviting(MOVE, PIN, 1),
        flow.Showing(MOVE, CODE),
        flow.Expired(MOVE),
    )
    ends = (flow.Moved(), flow.Ended(LOCKED))
    return Flow(
        "invitation",
        flow.advance,
        flow.State,
        flow.Event,
        [
            *((state, Begun(), flow.Choosing()) for state in (flow.Ready(), *ends)),
            (flow.Choosing(), flow.ModeChosen(MOVE), asking),
            (asking, PinEntered(PIN), flow.Inviting(MOVE, PIN, NEW)),
            (asking, WentBack(), flow.Choosing()),
            (inviting, WentBack(), asked),
            (asked, Failed(1, WRONG), flow.AskingPin(MOVE, 1, WRONG)),
            (inviting, flow.CodeGiven(1, CODE), shown),
            (inviting, Failed(1, WRONG), flow.AskingPin(MOVE, 1, WRONG)),
            (inviting, Failed(1, OFFLINE), flow.AskingPin(MOVE, 1, OFFLINE)),
            (inviting, Failed(1, LOCKED), flow.Ended(LOCKED)),
            (shown, flow.TimeRanOut(), over),
            (shown, flow.NewCodeWanted(), asking),
            (over, flow.NewCodeWanted(), asking),
            (shown, flow.DeviceRevoked(), flow.Moved()),
            (over, flow.DeviceRevoked(), flow.Moved()),
            *(
                (state, flow.DeviceRevoked(), flow.Ended(REVOKED))
                for state in (flow.Choosing(), flow.AskingPin(ADD))
            ),
            (flow.Showing(ADD, CODE), flow.DeviceRevoked(), flow.Ended(REVOKED)),
            (flow.Expired(ADD), flow.DeviceRevoked(), flow.Ended(REVOKED)),
            *(
                (state, Cancelled(), flow.Ready())
                for state in (flow.Choosing(), shown, over, *ends)
            ),
        ],
    )


def _login_history() -> Flow:
    flow = login_history
    loading, unloaded, listing = flow.Loading(1), flow.Unloaded(OFFLINE), flow.Listing(LOGINS)
    return Flow(
        "login history",
        flow.advance,
        flow.State,
        flow.Event,
        [
            (flow.Ready(), Begun(), flow.Loading(NEW)),
            (loading, flow.Loaded(1, LOGINS), listing),
            (loading, Failed(1, OFFLINE), unloaded),
            (unloaded, Retried(), flow.Loading(NEW)),
            *((state, Cancelled(), flow.Ready()) for state in (loading, unloaded, listing)),
        ],
    )


def _pin_change() -> Flow:
    flow = pin_change
    changing, unconfirmed = (
        flow.Changing(PIN, NEW_PIN, 1),
        flow.Unconfirmed(PIN, NEW_PIN, 1, OFFLINE),
    )
    waiting, ends = flow.Unconfirmed(PIN, NEW_PIN, 1, None), (flow.Changed(), flow.Ended(LOCKED))
    return Flow(
        "PIN change",
        flow.advance,
        flow.State,
        flow.Event,
        [
            *((state, Begun(), flow.AskingPins()) for state in (flow.Ready(), *ends)),
            (
                flow.AskingPins(1),
                flow.PinsEntered(PIN, NEW_PIN),
                flow.Changing(PIN, NEW_PIN, NEW),
            ),
            (changing, Succeeded(1), flow.Changed()),
            (changing, Failed(1, WRONG), flow.AskingPins(1, WRONG)),
            (changing, Failed(1, BUSY), flow.AskingPins(1, BUSY)),
            (changing, Failed(1, OFFLINE), unconfirmed),
            (changing, Failed(1, LOCKED), flow.Ended(LOCKED)),
            (unconfirmed, Retried(), flow.Changing(PIN, NEW_PIN, NEW)),
            (changing, WentBack(), waiting),
            (waiting, Retried(), changing),
            (waiting, Succeeded(1), flow.Changed()),
            (waiting, Failed(1, WRONG), flow.AskingPins(1, WRONG)),
            (waiting, Failed(1, OFFLINE), unconfirmed),
            (waiting, Failed(1, LOCKED), flow.Ended(LOCKED)),
            *(
                (state, Cancelled(), flow.Ready())
                for state in (flow.AskingPins(), waiting, unconfirmed, *ends)
            ),
        ],
    )


def _pin_confirmation() -> Flow:
    flow = pin_confirmation
    working, ends = flow.Working(PIN, 1), (flow.Done(), flow.Ended(SUSPECT))
    return Flow(
        "PIN confirmation",
        flow.advance,
        flow.State,
        flow.Event,
        [
            *((state, Begun(), flow.AskingPin()) for state in (flow.Ready(), *ends)),
            (flow.AskingPin(), PinEntered(PIN), flow.Working(PIN, NEW)),
            (working, Succeeded(1), flow.Done()),
            (working, Failed(1, WRONG), flow.AskingPin(1, WRONG)),
            (working, Failed(1, OFFLINE), flow.AskingPin(1, OFFLINE)),
            (working, Failed(1, SUSPECT), flow.Ended(SUSPECT)),
            (working, WentBack(), flow.AskingPin(1)),
            (flow.AskingPin(1), Succeeded(1), flow.Done()),
            (flow.AskingPin(1), Failed(1, WRONG), flow.AskingPin(1, WRONG)),
            *((state, Cancelled(), flow.Ready()) for state in (flow.AskingPin(), *ends)),
        ],
    )


ACCOUNT_FLOWS: Final = (
    _account_removal(),
    _device_management(),
    _invitation(),
    _login_history(),
    _pin_change(),
    _pin_confirmation(),
)
