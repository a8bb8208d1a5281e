"""What the flows share: common events, and attempts that tell a stale result from a current one.

Every flow is a total function `advance(state, event, attempt) -> state`; an event that does not fit
changes nothing. `attempt` is the token that a state takes when `event` makes it begin background
work. The result of that work carries the token back.
"""

from itertools import count
from typing import Final

from authenticator.failures import Failure, Problem
from authenticator.model import Secret
from authenticator.values import dataclass

NO_ATTEMPT: Final = 0
"""Of a state that no background work has led to. No token is ever 0."""

_tokens: Final = count(NO_ATTEMPT + 1)


def new_attempt() -> int:
    """A token that no other attempt of this process has, whatever its flow."""
    return next(_tokens)


@dataclass(frozen=True)
class Result:
    """Comes from background work."""

    attempt: int
    """Token of the attempt that the work belongs to."""


@dataclass(frozen=True)
class Succeeded(Result):
    pass


@dataclass(frozen=True)
class Failed(Result):
    problem: Problem


@dataclass(frozen=True)
class Begun:
    """The user has opened the flow."""


@dataclass(frozen=True)
class PinEntered:
    pin: Secret


@dataclass(frozen=True)
class Retried:
    pass


@dataclass(frozen=True)
class WentBack:
    """One step back. During background work: the user no longer waits for its result."""


@dataclass(frozen=True)
class Cancelled:
    """The user leaves the flow."""


def is_stale(state: object, event: object) -> bool:
    """Whether `event` is the result of another attempt than the one that led to `state`."""
    return isinstance(event, Result) and event.attempt != getattr(state, "attempt", NO_ATTEMPT)


def can_enter_again(problem: Problem) -> bool:
    """Whether the same step can be repeated at once, with a PIN entered again."""
    return problem.failure.is_retryable or problem.failure is Failure.PIN_WRONG
