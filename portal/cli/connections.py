"""The database for one command."""

import argparse
import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection

from portal.db.engines import is_sqlite
from portal.db.migration import open_engine
from portal.settings import load_settings


@contextlib.contextmanager
def transaction(arguments: argparse.Namespace, *, reading: bool = False) -> Iterator[Connection]:
    """A connection whose changes are kept unless the block raises; `reading` stops no writer."""
    url = load_settings(arguments.data).database_url
    engine = open_engine(url)
    try:
        # Begun here: statements that go to the driver directly would begin nothing to commit.
        with engine.begin() as connection:
            if is_sqlite(url):
                connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
            yield connection
    finally:
        engine.dispose()
