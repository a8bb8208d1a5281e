"""What time it is, so that tests can move it."""

import time
from typing import Protocol


class Clock(Protocol):
    """A source of time."""

    def now(self) -> int:
        """Whole seconds since 1970."""


class Interval:
    """Something that is done once in so many seconds at most.

    A clock that was set back puts it off for no longer than that.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._next_at = 0

    def is_due(self, now: int) -> bool:
        """Whether it may be done now."""
        return not 0 < self._next_at - now <= self._seconds

    def begin(self, now: int) -> None:
        """It is done now."""
        self._next_at = now + self._seconds


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return int(time.time())
