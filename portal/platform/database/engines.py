"""SQLAlchemy engines, and synchronous transactions for commands, migrations and tests."""

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

# WAL with FULL: a commit that was answered survives a power cut.
_SQLITE_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "wal_autocheckpoint=4000",
)


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_engine(url: str) -> Engine:
    """An engine whose connections start no transaction by themselves.

    The driver's own BEGIN is deferred: two of them that read first and write later collide.
    """
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def postgres_engine(url: str, *, connections: int) -> Engine:
    return create_engine(
        _with_psycopg(make_url(url)),
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _with_psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


@contextlib.contextmanager
def sync_transaction(url: str, *, reading: bool = False) -> Iterator[Connection]:
    """A connection whose work is kept at the end, or undone when something raises.

    `reading` keeps no writer waiting.
    """
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if is_sqlite(url):
                # The engine begins nothing by itself there.
                connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
            yield connection
    finally:
        engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine of one connection, to be disposed of."""
    return sqlite_engine(url) if is_sqlite(url) else postgres_engine(url, connections=1)
