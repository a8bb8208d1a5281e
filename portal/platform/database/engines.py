"""SQLAlchemy engines, the catalogue of all tables, and synchronous transactions for commands,
migrations and tests.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Engine, Integer, MetaData, create_engine, event
from sqlalchemy.engine import URL, Dialect, ExceptionContext, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.notifications import send
from portal.platform.database.timelines import TIMELINES
from portal.platform.storage_failures import name_full_disk

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


COUNTED: Final = BigInteger().with_variant(Integer(), "sqlite")
"""The type of a primary key that counts up: SQLite orders the table itself by it, and needs no
index beside.
"""


# WAL with FULL: a commit that was answered survives a power cut. The size of a page holds for a new
# file only (docs/adr/0044-small-pages.md).
_SQLITE_PRAGMAS: Final = (
    "page_size=2048",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "wal_autocheckpoint=8000",
)


# A database whose machine has vanished answers nothing, not even that it has: without these a
# connection to it is believed in for a quarter of an hour, and a promoted one not looked for.
_PATIENCE: Final = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


_ENCODING: Final = {"client_encoding": "utf8"}
"""What statements are sent in, whatever the encoding of the database is."""
_TIMELINE: Final = "timeline"
"""What a connection remembers of its server."""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def driver_errors(url: str) -> tuple[type[Exception], ...]:
    """What SQLAlchemy and the database's driver raise."""
    if is_sqlite(url):
        return SQLAlchemyError, sqlite3.Error
    # Imported late: a portal on SQLite has no use for it.
    from psycopg import Error

    return SQLAlchemyError, Error


def is_missing_file(url: str) -> bool:
    """Whether this is SQLite and its file is not there."""
    path = sqlite_path(url)
    return path is not None and not path.exists()


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL and for a database in memory."""
    parsed = make_url(url)
    named = is_sqlite(url) and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if named else None


def shown_address(url: str) -> str:
    """The file, or the address without its password."""
    return str(sqlite_path(url) or make_url(url).render_as_string(hide_password=True))


def sqlite_engine(url: str, *, create: bool = False) -> Engine:
    """An engine whose connections start no transaction by themselves.

    The driver's own BEGIN is deferred: two of them that read first and write later collide.

    Args:
        url: of the database.
        create: whether to make a file that is not there; else to connect fails.
    """
    engine = create_engine(
        make_url(url) if create else _of_existing_file(url),
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    path = sqlite_path(url)
    if path is not None:
        event.listen(engine, "handle_error", partial(_name_full_disk, path.absolute().parent))
    return engine


def postgres_engine(
    url: str, *, connections: int, name: str = "portal", lets_go: bool = True
) -> Engine:
    """An engine of so many connections at most, which call themselves `name`.

    `lets_go` says whether PostgreSQL ends a transaction in which nothing is done for a while.
    """
    engine = create_engine(
        _with_psycopg(make_url(url)),
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={**_patience(make_url(url)), **_ENCODING, "application_name": name},
    )
    event.listen(engine, "do_connect", partial(_connect_to_newest, lets_go))
    return engine


def is_of_old_primary(connection: Connection) -> bool:
    """Whether the server was replaced since it was connected to; does not ask it."""
    return TIMELINES.is_behind(connection.info[_TIMELINE])


def discard(connection: Connection) -> None:
    """Not given back to the pool: what is left open there keeps its locks."""
    with contextlib.suppress(SQLAlchemyError):
        connection.invalidate()
        connection.close()


def _connect_to_newest(
    lets_go: bool,
    _dialect: Dialect,
    record: ConnectionPoolEntry,
    _words: object,
    arguments: dict[str, Any],
) -> Any:
    # Imported late: a portal on SQLite has no use for the driver.
    from portal.platform.database.postgres_servers import connect

    connection, record.info[_TIMELINE] = connect(arguments, lets_go=lets_go)
    return connection


def _of_existing_file(url: str) -> URL:
    path = sqlite_path(url)
    if path is None:
        return make_url(url)
    return make_url(url).set(database=path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _name_full_disk(folder: Path, context: ExceptionContext) -> None:
    if isinstance(context.original_exception, sqlite3.Error):
        name_full_disk(context.original_exception, folder)


def _with_psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def postgres_arguments(url: str) -> dict[str, Any]:
    """What psycopg is to connect with, where no engine does it."""
    parsed = _with_psycopg(make_url(url))
    _, arguments = parsed.get_dialect()().create_connect_args(parsed)
    return {**arguments, **_patience(parsed), **_ENCODING}


def _patience(url: URL) -> dict[str, int]:
    """What the address does not say itself."""
    return {name: value for name, value in _PATIENCE.items() if name not in url.query}


@contextlib.contextmanager
def sync_transaction(url: str, *, reading: bool = False) -> Iterator[Connection]:
    """A connection whose work is kept at the end, or undone when something raises.

    On PostgreSQL running portals are notified. `reading` keeps no writer waiting.
    """
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if is_sqlite(url):
                # The engine begins nothing by itself there.
                connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
            with finish_before_commit(connection) as raised:
                yield connection
            if not is_sqlite(url):
                send(connection, "", raised)
    finally:
        engine.dispose()


def open_engine(url: str, *, create: bool = False) -> Engine:
    """An engine of one connection, to be disposed of; `create` as in `sqlite_engine`."""
    if is_sqlite(url):
        return sqlite_engine(url, create=create)
    # A backup's transaction lasts as long as pg_dump.
    return postgres_engine(url, connections=1, lets_go=False)
