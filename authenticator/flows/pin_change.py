"""A change of the PIN as a pure state machine.

`advance` is total: what does not fit changes nothing. Results carry the number of the attempt.
"""

from dataclasses import dataclass

from authenticator.failures import Failure, Problem
from authenticator.flows.attempts import is_stale
from authenticator.model import Secret


@dataclass(frozen=True)
class Ready:
    """Nothing is under way."""


@dataclass(frozen=True)
class AskingPins:
    """The PIN that holds, and the new one twice. Nothing has changed yet."""

    attempt: int = 0
    problem: Problem | None = None


@dataclass(frozen=True)
class Changing:
    old: Secret
    new: Secret
    attempt: int


@dataclass(frozen=True)
class Unsettled:
    """No answer came: either PIN may hold. Trying again finds out, and goes on if need be."""

    old: Secret
    new: Secret
    attempt: int
    problem: Problem | None
    """None while the work still runs and only the user has stopped waiting for it."""


@dataclass(frozen=True)
class Changed:
    """The new PIN holds."""


@dataclass(frozen=True)
class Ended:
    """The old PIN holds, as far as any does: the device may be locked."""

    problem: Problem


State = Ready | AskingPins | Changing | Unsettled | Changed | Ended


@dataclass(frozen=True)
class Begun:
    pass


@dataclass(frozen=True)
class PinsEntered:
    """The new one was checked by `pin_fault`, and differs from the old one."""

    old: Secret
    new: Secret


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
    """The user no longer waits for the portal."""


@dataclass(frozen=True)
class Cancelled:
    pass


Event = Begun | PinsEntered | Succeeded | Failed | Retried | WentBack | Cancelled

_REFUSED = (Failure.PIN_WRONG, Failure.RATE_LIMITED)
"""The portal's own word that nothing has changed, after which the user can try again."""


def advance(state: State, event: Event) -> State:
    """The state after `event`; the same state when the event does not fit."""
    if is_stale(state, event):
        return state
    match state, event:
        case (Ready() | Changed() | Ended(), Begun()):
            return AskingPins()
        case AskingPins(attempt=n), PinsEntered(old, new):
            return Changing(old, new, n + 1)
        case (Changing() | Unsettled(), Succeeded()):
            return Changed()
        case Changing(old, new, n), WentBack():
            return Unsettled(old, new, n, None)
        case Unsettled(old, new, n, None), Retried():
            return Changing(old, new, n)
        case (Changing(old, new, n) | Unsettled(old, new, n, None), Failed(problem=problem)):
            if problem.failure in _REFUSED:
                return AskingPins(n, problem)
            if problem.failure.is_retryable:
                return Unsettled(old, new, n, problem)
            return Ended(problem)
        case Unsettled(old, new, n), Retried():
            return Changing(old, new, n + 1)
        case (AskingPins() | Unsettled() | Changed() | Ended(), Cancelled()):
            return Ready()
        case _:
            return state
