"""How often something may happen (GCRA), counted in memory or in rows that several processes share.

A restart resets what is counted in memory.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    Column,
    Connection,
    Double,
    LargeBinary,
    Table,
    bindparam,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from portal.platform.clock import Clock
from portal.platform.database.metadata import METADATA
from portal.platform.database.statement import Statement

if TYPE_CHECKING:
    # Which counts what limits refuse.
    from portal.platform.database.database import Database

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
        known = self._full_at.get(key, now)
        # Further ahead than the period is only what was counted before the clock was set back.
        due = now if known > now + self._rate.seconds else max(known, now)
        wait = due + step - now - self._rate.seconds
        if wait > 0:
            return math.ceil(wait)
        self._forget(now)
        self._full_at[key] = due + step
        return 0

    def _forget(self, now: int) -> None:
        """Keys are people's addresses: none is kept for longer than twice the period."""
        if len(self._full_at) < _MOST_KEYS and now < self._forget_at:
            return
        self._forget_at = now + self._rate.seconds
        self._full_at = {key: due for key, due in self._full_at.items() if due > now}
        while len(self._full_at) >= _MOST_KEYS:
            self._full_at.pop(next(iter(self._full_at)))


# On PostgreSQL UNLOGGED: no commit waits for the disk, and a crash of the database resets counts.
COUNTS: Final = Table(
    "rate_counts",
    METADATA,
    # A keyed hash of limit and key: keys are people's addresses.
    Column("id", LargeBinary, primary_key=True),
    Column("full_at", Double, nullable=False, index=True),
)
_NOW, _STEP, _SECONDS_ = (bindparam(name, type_=Double) for name in ("now_", "step", "seconds"))
_FULL: Final = COUNTS.c.full_at
_DUE: Final = case((_FULL > _NOW + _SECONDS_, _NOW), else_=func.greatest(_FULL, _NOW))
_NEW: Final = insert(COUNTS).values(id=bindparam("id_"), full_at=_NOW + _STEP)
_TAKE: Final = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[COUNTS.c.id],
        set_={"full_at": _DUE + _STEP},
        where=_DUE + _STEP <= _NOW + _SECONDS_,
    ).returning(_FULL)
)
_LOOK: Final = Statement(select(_FULL).where(COUNTS.c.id == bindparam("id_")))
_FORGET: Final = Statement(delete(COUNTS).where(bindparam("now_") >= _FULL))


class SharedRates:
    """The same algorithm on rows: what is counted holds for all processes together."""

    def __init__(self, database: "Database", clock: Clock, hidden: Callable[[str], bytes]) -> None:
        """`hidden` makes of a key what is stored of it."""
        self._database = database
        self._clock = clock
        self._hidden = hidden

    async def take(self, name: str, rate: Rate, key: str) -> int:
        """Count one more for `key` of the limit `name`; see `RateLimit.take`."""
        id_, now = self._hidden(f"{name} {key}"), self._clock.now()
        step = rate.seconds / rate.most

        def take(connection: Connection) -> int:
            values = {"now_": now, "step": step, "seconds": rate.seconds}
            if _TAKE.one(connection, id_=id_, **values) is not None:
                return 0
            # The other one's row is locked by no-one: it may be gone by now.
            row = _LOOK.one(connection, id_=id_)
            return 1 if row is None else max(math.ceil(row[0] + step - now - rate.seconds), 1)

        return await self._database.write(take)


def forget_counts(connection: Connection, now: int) -> None:
    """Delete what limits nobody any more."""
    _FORGET.change(connection, now_=now)
