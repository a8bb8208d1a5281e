"""How connections are made."""

from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
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
