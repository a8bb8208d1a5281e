"""What time it is, so that tests can move it."""

import time
from typing import Protocol


class Clock(Protocol):
    """A source of time."""

    def now(self) -> int:
        """Whole seconds since 1970."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return int(time.time())
