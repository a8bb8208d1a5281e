"""The account's devices, and removing one of them, as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass, replace

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import DeviceInfo, DeviceState, Secret

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

    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Listing:
    devices: Devices
    attempt: int
    removed: DeviceInfo | None = None
    """What was removed just now."""


@dataclass(frozen=True)
class AskingPin:
    """Removing takes the PIN."""

    devices: Devices
    target: DeviceInfo
    attempt: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Removing:
    devices: Devices
    target: DeviceInfo
    pin: Secret
    attempt: int


State = Ready | Loading | Unloaded | Listing | AskingPin | Removing


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class Loaded:
    attempt: int
    devices: Devices


@dataclass(frozen=True)
class RemovalWanted:
    target: DeviceInfo


@dataclass(frozen=True)
class PinEntered:
    pin: Secret


@dataclass(frozen=True)
class Succeeded:
    attempt: int


@dataclass(frozen=True)
class Failed:
    attempt: int
    problem: Problem


@dataclass(frozen=True)
class Retried:
    pass


@dataclass(frozen=True)
class WentBack:
    pass


@dataclass(frozen=True)
class Cancelled:
    pass


_Clicks = Begun | RemovalWanted | PinEntered | Retried | WentBack | Cancelled
Event = _Clicks | Loaded | Succeeded | Failed


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case Ready(), Begun():
            return Loading(1)
        case Loading(n), Loaded(devices=devices):
            return Listing(devices, n)
        case Loading(n), Failed(problem=problem):
            return Unloaded(n, problem)
        case Unloaded(n), Retried():
            return Loading(n + 1)
        case (Loading() | Unloaded() | Listing(), Cancelled()):
            return Ready()
        case _:
            return _removing(state, event)


def _removing(state: State, event: Event) -> State:
    match state, event:
        case Listing(devices, n), RemovalWanted(target) if may_be_removed(target):
            return AskingPin(devices, target, n)
        case AskingPin(devices, _, n), WentBack():
            return Listing(devices, n)
        case AskingPin(devices, target, n), PinEntered(pin=pin):
            return Removing(devices, target, pin, n + 1)
        case Removing(attempt=n), WentBack():
            return Loading(n + 1)  # the portal's list tells what came of it
        case Removing(devices, target, _, n), Succeeded():
            gone = replace(target, state=DeviceState.REVOKED)
            return Listing(tuple(gone if each == target else each for each in devices), n, target)
        case Removing(devices, target, _, n), Failed(problem=problem):
            if problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG:
                return AskingPin(devices, target, n, problem)
            if problem.failure is Failure.REQUEST_ENDED:  # removed elsewhere meanwhile
                return Loading(n + 1)
            return Unloaded(n, problem)
        case _:
            return state


def may_be_removed(device: DeviceInfo) -> bool:
    """Whether it is another one that is not removed yet. This one is left by `leaving`."""
    return not device.this and device.state is not DeviceState.REVOKED
