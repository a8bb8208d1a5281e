"""One transaction after the other where counting and adding must not be parted."""

from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from portal.db.statement import Statement

_BYTES: Final = 8
_LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("key"))))


def take_turns(connection: Connection, key: bytes) -> None:
    """Wait for other transactions with the same key; SQLite has one writer in any case."""
    if connection.dialect.name == "postgresql":
        _LOCK.all(connection, key=int.from_bytes(key[:_BYTES], "big", signed=True))
