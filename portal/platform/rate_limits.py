"""How often something may happen (GCRA), counted in memory: a restart resets all counts.

What several processes share is counted in rows: `portal.platform.database.rate_counts`.
"""

import math
import re
from dataclasses import dataclass
from typing import Final, Protocol

from portal.platform.clock import Clock

_MOST_KEYS = 50_000

_SECONDS: Final = {"day": 86_400, "hour": 3600, "minute": 60, "second": 1}
_FORM: Final = re.compile(
    r"([1-9][0-9]{0,6}) per (?:([1-9][0-9]{0,4}) )?(day|hour|minute|second)s?"
)


@dataclass(frozen=True)
class Rate:
    """`most` times in `seconds`, in a burst or spread out."""

    most: int
    seconds: int

    def __str__(self) -> str:
        """As an operator writes it: "600 per 10 minutes"."""
        unit = next(unit for unit, size in _SECONDS.items() if self.seconds % size == 0)
        count = self.seconds // _SECONDS[unit]
        return f"{self.most} per " + (unit if count == 1 else f"{count} {unit}s")


def parse_rate(text: str) -> Rate:
    """A rate as an operator writes it.

    Raises:
        ValueError: with what to give instead.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError('give a rate, as in "600 per 10 minutes" or "4 per hour"')
    return Rate(int(found[1]), int(found[2] or 1) * _SECONDS[found[3]])


class RateLimit:
    """The generic cell rate algorithm: one number per key (ITU-T I.371, annex A)."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self._forget_at = 0

    def take(self, key: str, processes: int = 1) -> int:
        """Count one more for `key`: 0 when it may pass, else the seconds to wait.

        Of several `processes` that count the same apart, each has its share.
        """
        now = self._clock.now()
        step = self._rate.seconds / self._rate.most * processes
        latest = now + self._rate.seconds
        full_at = self._full_at.get(key, now)
        # Further ahead than the period is only what was counted before the clock was set back.
        if not now < full_at <= latest:
            full_at = now
        full_at += step
        if full_at > latest:
            return math.ceil(full_at - latest)
        if now >= self._forget_at or len(self._full_at) >= _MOST_KEYS:
            self._forget(now)
        self._full_at[key] = full_at
        return 0

    def _forget(self, now: int) -> None:
        """Keys are people's addresses: none is kept for longer than twice the period."""
        self._forget_at = now + self._rate.seconds
        self._full_at = {key: due for key, due in self._full_at.items() if due > now}
        while len(self._full_at) >= _MOST_KEYS:
            self._full_at.pop(next(iter(self._full_at)))


class SharedRates(Protocol):
    """Counts that hold for all processes together."""

    async def take(self, name: str, rate: Rate, key: str) -> int:
        """Count one more for `key` of the limit `name`; see `RateLimit.take`."""
        ...
