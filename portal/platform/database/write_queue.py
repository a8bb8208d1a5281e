"""The one writer of a SQLite file, with group commit."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.notifications import Notifications
from portal.platform.database.statement import driver_of
from portal.platform.database.threads import Job

T = TypeVar("T")

_MOST_AT_ONCE: Final = 64


@dataclass
class _Job(Job):
    only_looks: bool = False
    raised: Notifications | None = None


class WriteQueue:
    """Runs the jobs that wait together in one transaction, so that they share one disk flush.

    Each has a savepoint of its own, unless it is alone: one that raises undoes only itself. Nobody
    is answered before the common commit is durable, and `deliver` gets no notification before
    either.
    """

    def __init__(self, engine: Engine, deliver: Callable[[Notifications], None]) -> None:
        self._engine = engine
        self._deliver = deliver
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="portal-writes", daemon=True)
        self._thread.start()

    def run(
        self, work: Callable[[Connection], T], *, only_looks: bool = False
    ) -> asyncio.Future[T]:
        """Run `work` in a transaction, where it does not only look; done when it is durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(work, loop, future, only_looks=only_looks))
        return future

    async def changes_of_others(self) -> int:
        """A number that changes when another process, a command say, has written to the file."""
        # Of another connection than the writer's it would count this process's own writes too.
        return await self.run(_data_version, only_looks=True)

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        open_for_more = True
        with contextlib.ExitStack() as stack:
            connection: Connection | None = None
            while open_for_more:
                batch, open_for_more = self._next_batch()
                try:
                    connection = connection or stack.enter_context(self._engine.connect())
                    _perform_together(connection, batch)
                except (SQLAlchemyError, sqlite3.Error, RuntimeError) as error:
                    _fail_all(batch, error)
                for job in batch:
                    if not job.loop.is_closed():
                        job.loop.call_soon_threadsafe(self._resolve, job)

    def _next_batch(self) -> tuple[list[_Job], bool]:
        batch: list[_Job] = []
        while (job := self._jobs.get()) is not None:
            batch.append(job)
            # Nobody else takes any out, so that what is there can be taken without a wait.
            if self._jobs.empty() or len(batch) == _MOST_AT_ONCE:
                return batch, True
        return batch, False

    def _resolve(self, job: _Job) -> None:
        job.resolve()
        # Whoever handed it in may have gone since; what it did is known all the same.
        if job.error is None and job.raised:
            self._deliver(job.raised)


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def _perform_together(connection: Connection, batch: list[_Job]) -> None:
    driver = driver_of(connection)
    is_alone = len(batch) == 1
    if is_alone and batch[0].only_looks:
        batch[0].result = batch[0].work(connection)
        return
    try:
        driver.execute("BEGIN IMMEDIATE")
        for job in batch:
            _perform(connection, driver, job, alone=is_alone)
        if driver.in_transaction:
            driver.execute("COMMIT")
    except sqlite3.Error as error:
        # Disk full, or locked by another process: nothing of all this is durable.
        if driver.in_transaction:
            driver.execute("ROLLBACK")
        _fail_all(batch, error)


def _perform(connection: Connection, driver: Any, job: _Job, *, alone: bool) -> None:
    """One that raises undoes itself, and keeps the error for whoever handed it in.

    One that is alone has no savepoint: there is nothing else in its transaction.
    """
    if not alone:
        driver.execute("SAVEPOINT job")
    try:
        with finish_before_commit(connection) as job.raised:
            job.result = job.work(connection)
    except Exception as error:
        # A full disk undoes the whole transaction, so that the savepoint is gone with it.
        if not driver.in_transaction:
            raise
        driver.execute("ROLLBACK" if alone else "ROLLBACK TO job")
        job.error = error
    if not alone:
        driver.execute("RELEASE job")


def _fail_all(batch: list[_Job], error: Exception) -> None:
    for job in batch:
        job.error = error
