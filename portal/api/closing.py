"""Long polls of a server that is about to stop: come back, but not all at once."""

import math
import random
from typing import Final

from crypto.protocol import ProblemType
from portal.domain.devices.problems import Problem, Refused
from portal.platform.database.notifications import Notifier

_A_SECOND: Final = 200
"""Devices that come back in one second; a poll costs the portal 2 to 3 ms."""
_RESTART: Final = 2
"""Seconds that a restart takes at least."""
_LONGEST: Final = 60
"""Seconds; longer would be too long a time in which nobody can log in."""


def refuse_if_closing(notifier: Notifier) -> None:
    """End a wait that has brought nothing.

    Raises:
        Refused: unavailable, with a moment of its own for each device, by chance.
    """
    if notifier.closed:
        wait = retry_after(notifier.released)
        raise Refused(Problem(ProblemType.UNAVAILABLE, retry_after=wait))


def retry_after(waiting: int) -> int:
    """Seconds until one of so many devices should come back."""
    spread = min(math.ceil(waiting / _A_SECOND), _LONGEST - _RESTART)
    return _RESTART + random.randint(0, spread)  # noqa: S311 (no secret)
