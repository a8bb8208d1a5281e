"""The account's devices, and removing one of them."""

from dataclasses import replace
from typing import assert_never

from authenticator.failures import Failure, Problem
from authenticator.flows.common import (
    Begun,
    Cancelled,
    Failed,
    PinEntered,
    Result,
    Retried,
    Succeeded,
    WentBack,
    can_enter_again,
    is_stale,
)
from authenticator.model import DeviceInfo, Secret
from authenticator.values import dataclass
from crypto.protocol import DeviceState

Devices = tuple[DeviceInfo, ...]


@dataclass(frozen=True)
class Ready:
    """Nothing is shown."""


@dataclass(frozen=True)
class Loading:
    attempt: int


@dataclass(frozen=True)
class Unloaded:
    """There is nothing to show, and this is why."""

    problem: Problem


@dataclass(frozen=True)
class Listing:
    devices: Devices
    removed: DeviceInfo | None = None
    """What was removed just now."""


@dataclass(frozen=True)
class AskingPin:
    """Removing takes the PIN."""

    devices: Devices
    target: DeviceInfo
    problem: Problem | None = None


@dataclass(frozen=True)
class Removing:
    devices: Devices
    target: DeviceInfo
    pin: Secret
    attempt: int


State = Ready | Loading | Unloaded | Listing | AskingPin | Removing


@dataclass(frozen=True)
class Loaded(Result):
    devices: Devices


@dataclass(frozen=True)
class RemovalWanted:
    target: DeviceInfo


_Clicks = Begun | RemovalWanted | PinEntered | Retried | WentBack | Cancelled
Event = _Clicks | Loaded | Succeeded | Failed


def advance(state: State, event: Event, attempt: int) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state:
        case Ready():
            return Loading(attempt) if isinstance(event, Begun) else state
        case Loading() | Unloaded() | Listing():
            return Ready() if isinstance(event, Cancelled) else _listing(state, event, attempt)
        case AskingPin(devices, target):
            match event:
                case WentBack():
                    return Listing(devices)
                case PinEntered(pin):
                    return Removing(devices, target, pin, attempt)
        case Removing():
            return _removing(state, event, attempt)
        case _:
            assert_never(state)
    return state


def _listing(state: Loading | Unloaded | Listing, event: Event, attempt: int) -> State:
    match state, event:
        case Loading(), Loaded(devices=devices):
            return Listing(devices)
        case Loading(), Failed(problem=problem):
            return Unloaded(problem)
        case Unloaded(), Retried():
            return Loading(attempt)
        case Listing(devices), RemovalWanted(target) if may_be_removed(target):
            return AskingPin(devices, target)
        case _:
            return state


def _removing(state: Removing, event: Event, attempt: int) -> State:
    devices, target = state.devices, state.target
    match event:
        case WentBack():
            return Loading(attempt)  # the portal's list tells what came of it
        case Succeeded():
            gone = replace(target, state=DeviceState.REVOKED)
            return Listing(tuple(gone if each == target else each for each in devices), target)
        case Failed(problem=problem) if can_enter_again(problem):
            return AskingPin(devices, target, problem)
        case Failed(problem=problem) if problem.failure is Failure.REQUEST_ENDED:
            return Loading(attempt)  # removed elsewhere meanwhile
        case Failed(problem=problem):
            return Unloaded(problem)
        case _:
            return state


def may_be_removed(device: DeviceInfo) -> bool:
    """Whether it is another one that is not removed yet. For this one see `account_removal`."""
    return not device.this and device.state is not DeviceState.REVOKED
