"""How often something may happen, counted in rows that several processes share (PostgreSQL)."""

import math
from collections.abc import Callable
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Double,
    LargeBinary,
    Table,
    bindparam,
    case,
    cast,
    delete,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.engines import METADATA
from portal.platform.database.statement import Statement
from portal.platform.rate_limits import Rate

# On PostgreSQL UNLOGGED: no commit waits for the disk, and a crash of the database resets counts.
COUNTS: Final = Table(
    "rate_counts",
    METADATA,
    # A keyed hash of limit and key: keys are people's addresses.
    Column("id", LargeBinary, primary_key=True),
    Column("full_at", Double, nullable=False, index=True),
)
_NOW, _STEP, _SECONDS = (cast(bindparam(name), Double) for name in ("now_", "step", "seconds"))
_FULL: Final = COUNTS.c.full_at
_DUE: Final = case((_FULL > _NOW + _SECONDS, _NOW), else_=func.greatest(_FULL, _NOW))
_NEW: Final = insert(COUNTS).values(id=bindparam("id_"), full_at=_NOW + _STEP)
_TAKE: Final = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[COUNTS.c.id],
        set_={"full_at": _DUE + _STEP},
        where=_DUE + _STEP <= _NOW + _SECONDS,
    ).returning(_FULL)
)
_LOOK: Final = Statement(select(_FULL).where(COUNTS.c.id == bindparam("id_")))
_FORGET: Final = Statement(delete(COUNTS).where(bindparam("now_") >= _FULL))


class RateCounts:
    """The algorithm of `RateLimit` on rows."""

    def __init__(self, database: Database, clock: Clock, hidden: Callable[[str], bytes]) -> None:
        """`hidden` makes of a key what is stored of it."""
        self._database = database
        self._clock = clock
        self._hidden = hidden

    async def take(self, name: str, rate: Rate, key: str) -> int:
        """Count one more for `key` of the limit `name`; see `SharedRates.take`."""
        id_, now = self._hidden(f"{name} {key}"), self._clock.now()
        step = rate.seconds / rate.most

        def take(connection: Connection) -> int:
            values = {"now_": now, "step": step, "seconds": rate.seconds}
            if _TAKE.one(connection, id_=id_, **values) is not None:
                return 0
            # Nothing has locked the row: it may be gone by now.
            row = _LOOK.one(connection, id_=id_)
            return 1 if row is None else max(math.ceil(row[0] + step - now - rate.seconds), 1)

        return await self._database.write_singly(take)


def forget_counts(connection: Connection, now: int) -> None:
    """Delete what limits nobody any more."""
    _FORGET.change(connection, now_=now)
