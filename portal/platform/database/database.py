"""Reads and writes from the event loop, and notifications after a commit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection

from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.bus import Bus
from portal.platform.database.engines import (
    driver_errors,
    is_sqlite,
    sqlite_engine,
)
from portal.platform.database.notifications import Notifications, send
from portal.platform.database.postgres_connections import PostgresConnections, transaction_on
from portal.platform.database.threads import Threads
from portal.platform.database.write_queue import WriteQueue
from portal.platform.measures import Measures
from portal.platform.storage_failures import Outage, StorageFailure, storage_failure

T = TypeVar("T")
Work = Callable[[Connection], T]
Deliver = Callable[[Notifications], None]

_POSTGRES_CONNECTIONS: Final = 8


class Database(Protocol):
    """Runs short functions on a connection; none of them may wait for anything else."""

    async def read(self, work: Work[T]) -> T:
        """Run `work`, which only looks."""

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction, undone if it raises; returns once it is durable."""

    async def write_singly(self, work: Work[T]) -> T:
        """Run `work`, of which each statement may be a transaction of its own; notifies nobody."""

    async def changes_of_others(self) -> int:
        """A number that changes when a process has written that wakes nobody here: a command."""

    def close(self) -> None: ...


def _write_the_same(connection: Connection) -> None:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


def _deliver_nothing(_notifications: Notifications) -> None:
    pass


def open_database(
    url: str,
    deliver: Deliver = _deliver_nothing,
    outage: Outage | None = None,
    measures: Measures | None = None,
    *,
    sender: str = "",
    bus: Bus | None = None,
) -> Database:
    """Open what `url` names; threads and connections are made when first used.

    Args:
        url: of the database.
        deliver: gets the notifications of each durable transaction, on the event loop.
        outage: is told what fails and works.
        measures: counts what is read and written, where anybody asks for it.
        sender: the name of the process that gets them so, and need not hear of them.
        bus: tells them to the other processes while it is used, in the place of PostgreSQL.
    """
    if is_sqlite(url):
        opened: Database = SqliteDatabase(url, deliver)
    else:
        opened = PostgresDatabase(url, deliver, sender, bus)
    watched = _WatchedDatabase(opened, driver_errors(url), outage or Outage(), measures)
    return watched if measures is None else _MeasuredDatabase(watched, measures)


class _WatchedDatabase:
    """Makes StorageUnavailable of what is the disk's or the database's fault."""

    def __init__(
        self,
        database: Database,
        errors: tuple[type[Exception], ...],
        outage: Outage,
        measures: Measures | None,
    ) -> None:
        self._database = database
        self._errors = errors
        self._outage = outage
        self._measures = measures

    async def read(self, work: Work[T]) -> T:
        try:
            return await self._database.read(work)
        except self._errors as error:
            if storage_failure(error) is StorageFailure.READ_ONLY:
                # A mistake in the code: `work` wants to write.
                raise
            raise self._seen(error) from error

    def write(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self._written(self._database.write(work))

    def write_singly(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self._written(self._database.write_singly(work))

    async def _written(self, writing: Awaitable[T]) -> T:
        try:
            result = await writing
        except self._errors as error:
            raise self._seen(error) from error
        if self._outage.may_be_over:
            await self._try()
        return result

    async def _try(self) -> None:
        """End the outage if something can be written.

        What was written just now need not have been anything: on a full disk a transaction that
        changes nothing succeeds.
        """
        try:
            await self._database.write(_write_the_same)
        except self._errors as error:
            self._seen(error)
        else:
            self._outage.has_worked()

    async def changes_of_others(self) -> int:
        try:
            return await self._database.changes_of_others()
        except self._errors as error:
            raise self._seen(error) from error

    def close(self) -> None:
        self._database.close()

    def _seen(self, error: Exception) -> Exception:
        failure = storage_failure(error)
        if failure is None:
            return error
        if self._measures is not None:
            self._measures.failures.add(failure.name.lower())
        return self._outage.unavailable(failure)


class _MeasuredDatabase:
    """Counts how long reads and writes take."""

    def __init__(self, database: Database, measures: Measures) -> None:
        self._database = database
        self._seconds = measures.database

    async def read(self, work: Work[T]) -> T:
        begun = time.perf_counter()
        try:
            return await self._database.read(work)
        finally:
            self._seconds.observe(time.perf_counter() - begun, "read")

    def write(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self._written(self._database.write(work))

    def write_singly(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self._written(self._database.write_singly(work))

    async def _written(self, writing: Awaitable[T]) -> T:
        begun = time.perf_counter()
        try:
            return await writing
        finally:
            self._seconds.observe(time.perf_counter() - begun, "write")

    async def changes_of_others(self) -> int:
        return await self._database.changes_of_others()

    def close(self) -> None:
        self._database.close()


class SqliteDatabase:
    """Reads on the event loop, because they take microseconds and WAL lets nothing block them;
    writes on a thread of their own, because a commit waits for the disk.
    """

    def __init__(self, url: str, deliver: Deliver) -> None:
        self._engine = sqlite_engine(url)
        self._deliver = deliver

    async def read(self, work: Work[T]) -> T:
        return work(self._reader)

    async def write(self, work: Work[T]) -> T:
        return await self._queue.run(work)

    def write_singly(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self.write(work)

    async def changes_of_others(self) -> int:
        return await self._queue.changes_of_others()

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
        return WriteQueue(self._engine, self._deliver)


class PostgresDatabase:
    """Everything on threads, as many as there are connections.

    What a transaction raises goes to the other processes as well, by the same commit.
    """

    def __init__(self, url: str, deliver: Deliver, sender: str, bus: Bus | None = None) -> None:
        self._deliver = deliver
        self._sender = sender
        self._bus = bus
        self._connections = PostgresConnections(url, _POSTGRES_CONNECTIONS)
        self._threads = Threads(_POSTGRES_CONNECTIONS)

    async def read(self, work: Work[T]) -> T:
        """Without a transaction: in one of PostgreSQL's usual isolation each statement sees what is
        committed when it begins, too, and it would be two more ways to the server.
        """
        return await self._threads.run(lambda: self._connections.use(work))

    async def write(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()

        def transaction(connection: Connection) -> T:
            bus = self._bus if self._bus is not None and self._bus.is_used else None
            with transaction_on(connection):
                with finish_before_commit(connection) as raised:
                    result = work(connection)
                if bus is None:
                    send(connection, self._sender, raised)
            # From here, for whoever asked for this may have gone since.
            if raised:
                loop.call_soon_threadsafe(self._deliver, raised)
                if bus is not None:
                    loop.call_soon_threadsafe(bus.publish, raised)
            return result

        return await self._threads.run(lambda: self._connections.use(transaction))

    def write_singly(self, work: Work[T]) -> Coroutine[Any, Any, T]:
        return self.read(work)

    async def changes_of_others(self) -> int:
        """There is none: commands wake waiters by PostgreSQL itself."""
        return 0

    def close(self) -> None:
        self._threads.close()
        self._connections.close()
