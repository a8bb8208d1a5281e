"""Reads and writes from the event loop, and notifications after a commit."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection

from portal.platform.database.engines import is_sqlite, postgres_engine, sqlite_engine
from portal.platform.database.write_queue import WriteQueue

_KEY: Final = "topics"


def notify(connection: Connection, key: Hashable) -> None:
    """Wake whoever listens to `key`, when what this transaction writes can be seen."""
    connection.info.setdefault(_KEY, set()).add(key)


def take_topics(connection: Connection) -> set[Hashable]:
    """Those of the transaction that is about to be committed."""
    topics: set[Hashable] = connection.info.pop(_KEY, set())
    return topics


T = TypeVar("T")
Work = Callable[[Connection], T]
Ring = Callable[..., None]

_POSTGRES_CONNECTIONS: Final = 8


class Database(Protocol):
    """Runs short functions on a connection; none of them may wait for anything else."""

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only looks."""

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction, undone if it raises; returns once it is durable."""

    def close(self) -> None: ...


def _ring_nothing(*_topics: Hashable) -> None:
    pass


def open_database(url: str, ring: Ring = _ring_nothing) -> Database:
    """Open what `url` names; threads and connections are made when first used.

    `ring` gets the topics of each durable transaction, on the event loop.
    """
    return SqliteDatabase(url, ring) if is_sqlite(url) else PostgresDatabase(url, ring)


def _with_topics(work: Work[T]) -> Work[tuple[T, set[Hashable]]]:
    return lambda connection: (work(connection), take_topics(connection))


class SqliteDatabase:
    """Reads on the event loop, because they take microseconds and WAL lets nothing block them;
    writes on a thread of their own, because a commit waits for the disk.
    """

    def __init__(self, url: str, ring: Ring) -> None:
        self._engine = sqlite_engine(url)
        self._ring = ring

    async def read(self, work: Work[T]) -> T:
        return work(self._reader)

    async def write(self, work: Work[T]) -> T:
        result, topics = await self._queue.run(_with_topics(work))
        self._ring(*topics)
        return result

    def close(self) -> None:
        if "_queue" in vars(self):
            self._queue.close()
        if "_reader" in vars(self):
            self._reader.close()
        self._engine.dispose()

    @cached_property
    def _reader(self) -> Connection:
        connection = self._engine.connect()
        connection.exec_driver_sql("PRAGMA query_only=ON")
        return connection

    @cached_property
    def _queue(self) -> WriteQueue:
        return WriteQueue(self._engine)


class PostgresDatabase:
    """Everything on a pool of threads, as many as there are connections."""

    def __init__(self, url: str, ring: Ring) -> None:
        self._ring = ring
        self._engine = postgres_engine(url, connections=_POSTGRES_CONNECTIONS)
        self._threads = ThreadPoolExecutor(_POSTGRES_CONNECTIONS, "portal-database")

    async def read(self, work: Work[T]) -> T:
        return await self._run(work)

    async def write(self, work: Work[T]) -> T:
        result, topics = await self._run(_with_topics(work))
        self._ring(*topics)
        return result

    def close(self) -> None:
        self._threads.shutdown()
        self._engine.dispose()

    async def _run(self, work: Work[T]) -> T:
        def transaction() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._threads, transaction)
