"""The database outside the server: commands, migrations, tests."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection, Engine

from portal.db.engines import is_sqlite, postgres_engine, sqlite_engine


@contextlib.contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """A connection whose work is kept at the end, or undone when something raises."""
    engine = open_engine(url)
    try:
        with engine.begin() as connection:
            if is_sqlite(url):
                # The engine begins nothing by itself there.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
    finally:
        engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine of one connection, to be disposed of."""
    return sqlite_engine(url) if is_sqlite(url) else postgres_engine(url, connections=1)
