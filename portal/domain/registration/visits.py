"""Which browser works on which registration, by the hash of its visit cookie."""

from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, update

from portal.domain.registration.tables import REGISTRATION_VISITS
from portal.platform.database.statement import Statement

IDLE_SECONDS: Final = 3600
TOUCH_SECONDS: Final = 30

_V: Final = REGISTRATION_VISITS.c
_INSERT = Statement(insert(REGISTRATION_VISITS), columns=_V.keys())
_END = Statement(delete(REGISTRATION_VISITS).where(_V.hash == bindparam("hash_")))
_END_ALL = Statement(
    delete(REGISTRATION_VISITS).where(_V.registration_id == bindparam("registration"))
)
_TOUCH = Statement(
    update(REGISTRATION_VISITS)
    .where(_V.hash == bindparam("hash_"), _V.seen_at <= bindparam("seen_until"))
    .values(seen_at=bindparam("now_"))
)
_FORGET = Statement(delete(REGISTRATION_VISITS).where(_V.seen_at <= bindparam("idle_since")))


def bind(
    connection: Connection, registration_id: str, new: bytes, replaced: bytes | None, now: int
) -> None:
    """Let a browser work on a registration; `replaced` is what its cookie was before.

    The cookie is always a new one: an earlier one may have been planted (session fixation).
    """
    end(connection, replaced)
    values = {"hash": new, "registration_id": registration_id, "seen_at": now}
    _INSERT.change(connection, **values)


def end(connection: Connection, hash_: bytes | None) -> None:
    """The browser works on nothing any more."""
    _END.change(connection, hash_=hash_ or b"")


def end_all(connection: Connection, registration_id: str) -> None:
    """Nobody works on the registration any more."""
    _END_ALL.change(connection, registration=registration_id)


def touch(connection: Connection, hash_: bytes, now: int) -> None:
    """Count as activity, but write no more often than every 30 seconds."""
    _TOUCH.change(connection, hash_=hash_, now_=now, seen_until=now - TOUCH_SECONDS)


def forget_idle(connection: Connection, now: int) -> None:
    """End the visits without a request for 60 minutes."""
    _FORGET.change(connection, idle_since=now - IDLE_SECONDS)
