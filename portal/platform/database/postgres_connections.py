"""Connections to PostgreSQL that a process keeps, each in use by one thread at a time."""

import contextlib
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from portal.platform.database.engines import discard, is_of_old_primary, postgres_engine
from portal.platform.database.statement import driver_of

T = TypeVar("T")


class PostgresConnections:
    """None of them begins a transaction by itself."""

    def __init__(self, url: str, most: int) -> None:
        """Make none yet, and `most` at a time."""
        self._engine = postgres_engine(url, connections=most)
        self._unused: deque[Connection] = deque()

    def use(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the one that was used last, or a new one.

        Raises:
            SQLAlchemyError: the database cannot be reached.
        """
        connection = self._usable()
        try:
            return work(connection)
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """All of them; none may be in use."""
        while self._unused:
            discard(self._unused.pop())
        self._engine.dispose()

    def _usable(self) -> Connection:
        try:
            while has_ended(connection := self._unused.pop()):
                discard(connection)
        except IndexError:
            return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return connection

    def _give_back(self, connection: Connection) -> None:
        if connection.in_transaction() and not is_lost(connection):
            # Only SQLAlchemy believes that there is one, where a statement went through it.
            connection.rollback()
        self._unused.append(connection)


def transaction_on(connection: Connection) -> contextlib.AbstractContextManager[object]:
    """What is done inside is kept together, or undone where something raises."""
    return driver_of(connection).together()  # type: ignore[no-any-return]


def has_ended(connection: Connection) -> bool:
    """Whether it is of no use any more, because its server has closed it or was replaced.

    Looks without asking the server. A machine that has vanished is found by the next statement.
    """
    if is_lost(connection) or is_of_old_primary(connection):
        return True
    return bool(driver_of(connection).has_news)


def is_lost(connection: Connection) -> bool:
    """Whether a statement has found it closed."""
    return connection.invalidated or bool(driver_of(connection).closed)
