"""The one writer of a SQLite file, with group commit."""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.engines import BUSY_MILLISECONDS
from portal.platform.database.notifications import Notifications, collect_notifications
from portal.platform.database.statement import driver_of
from portal.platform.database.threads import Job

T = TypeVar("T")

_MOST_AT_ONCE: Final = 64


@dataclass
class _Job(Job):
    raised: Notifications = field(default_factory=dict)
    only_looks: bool = False
    is_bulk: bool = False


class _Opened(NamedTuple):
    connection: Connection
    driver: Any
    """The driver's own connection, which SQLAlchemy looks for each time that it is asked."""


class _Batch(NamedTuple):
    jobs: list[_Job]
    is_performed: bool
    """Whether nothing is left but the commit."""


class WriteQueue:
    """Runs the jobs that wait together in one transaction, so that they share one disk flush.

    Each has a savepoint of its own, unless it is alone: one that raises undoes only itself. Nobody
    is answered before the common commit is durable, and `deliver` gets no notification before
    either.

    Jobs run on the event loop, as reads do, and only the commit, which waits for the disk, on a
    thread: two threads that run Python take turns, and each finds the other's processor cold. What
    may take longer runs on that thread as a whole: a bulk job, and a transaction that has to wait
    for another process. To be used from one event loop.
    """

    def __init__(self, engine: Engine, deliver: Callable[[Notifications], None]) -> None:
        self._engine = engine
        self._deliver = deliver
        self._waiting: list[_Job] = []
        self._opened: _Opened | None = None
        """Of whoever has the current batch: the loop, then the thread."""
        self._is_busy = False
        """Whether the thread has it."""
        self._is_closed = False
        self._batches: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="portal-writes", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work`, which takes milliseconds, in a transaction; returns when it is durable."""
        return await self._put(work)

    async def run_bulk(self, work: Callable[[Connection], T]) -> T:
        """As `run`, for what may take longer."""
        return await self._put(work, is_bulk=True)

    async def changes_of_others(self) -> int:
        """A number that changes when another process, a command say, has written to the file."""
        # Of another connection than the writer's it would count this process's own writes too.
        return await self._put(_data_version, only_looks=True)

    async def _put(
        self, work: Callable[[Connection], T], *, only_looks: bool = False, is_bulk: bool = False
    ) -> T:
        if self._is_closed:
            raise RuntimeError("the database is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        job = _Job(work, loop, future, only_looks=only_looks, is_bulk=is_bulk)
        self._waiting.append(job)
        self._go_on()
        return await future

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._is_closed = True
        while self._waiting:
            self._batches.put(_Batch(self._next_jobs(), is_performed=False))
        self._batches.put(None)
        self._thread.join()

    def _next_jobs(self) -> list[_Job]:
        jobs, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
        return jobs

    def _go_on(self) -> None:
        """Begin with what waits, unless the thread has a batch."""
        while self._waiting and not self._is_busy:
            jobs = self._next_jobs()
            opened = None if any(job.is_bulk for job in jobs) else self._begun(jobs)
            if opened is not None and not _perform(opened, jobs):
                self._resolve(jobs)
                continue
            self._is_busy = True
            self._batches.put(_Batch(jobs, is_performed=opened is not None))

    def _begun(self, jobs: list[_Job]) -> _Opened | None:
        """The connection, ready for jobs; None where that takes the time to open it or to wait."""
        opened = self._opened
        if opened is None:
            return None
        try:
            if not all(job.only_looks for job in jobs):
                opened.driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            # Another process writes, or the disk is in trouble: whoever tries again is told.
            return None
        return opened

    def _serve(self) -> None:
        with contextlib.ExitStack() as stack:
            while (batch := self._batches.get()) is not None:
                try:
                    self._opened = self._opened or stack.enter_context(_open(self._engine))
                    _finish(self._opened, batch)
                except (SQLAlchemyError, sqlite3.Error, RuntimeError) as error:
                    _fail_all(batch.jobs, error)
                # A loop that has ended meanwhile has nobody who waits.
                with contextlib.suppress(RuntimeError):
                    batch.jobs[0].loop.call_soon_threadsafe(self._take_back, batch.jobs)

    def _take_back(self, jobs: list[_Job]) -> None:
        self._is_busy = False
        self._resolve(jobs)
        self._go_on()

    def _resolve(self, jobs: list[_Job]) -> None:
        for job in jobs:
            job.resolve()
        for job in jobs:
            # Whoever handed it in may have gone since; what it did is known all the same.
            if job.error is None and job.raised:
                self._deliver(job.raised)


@contextlib.contextmanager
def _open(engine: Engine) -> Iterator[_Opened]:
    with engine.connect() as connection:
        # A transaction that is begun on the loop waits for nobody.
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        yield _Opened(connection, driver_of(connection))


def _data_version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def _finish(opened: _Opened, batch: _Batch) -> None:
    """Make a batch durable, and before that carry out what was not."""
    driver = opened.driver
    if not batch.is_performed:
        if not all(job.only_looks for job in batch.jobs):
            _begin_patiently(driver)
        _perform(opened, batch.jobs)
    try:
        if driver.in_transaction:
            driver.execute("COMMIT")
    except sqlite3.Error as error:
        _undo_all(driver, batch.jobs, error)


def _begin_patiently(driver: Any) -> None:
    driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    try:
        driver.execute("BEGIN IMMEDIATE")
    finally:
        driver.execute("PRAGMA busy_timeout=0")


def _perform(opened: _Opened, jobs: list[_Job]) -> bool:
    """Carry out jobs in the transaction that has begun; whether there is anything to commit."""
    connection, driver = opened
    try:
        for job in jobs:
            with (
                _Undone(driver, job, alone=len(jobs) == 1),
                collect_notifications(connection) as job.raised,
                finish_before_commit(connection),
            ):
                job.result = job.work(connection)
    except (SQLAlchemyError, sqlite3.Error) as error:
        _undo_all(driver, jobs, error)
    return bool(driver.in_transaction)


def _undo_all(driver: Any, jobs: list[_Job], error: Exception) -> None:
    """Disk full, or locked by another process: nothing of all this is durable."""
    if driver.in_transaction:
        driver.execute("ROLLBACK")
    _fail_all(jobs, error)


def _fail_all(batch: list[_Job], error: Exception) -> None:
    for job in batch:
        job.error = error


class _Undone:
    """Undoes a job that raises, and keeps the error for whoever handed the job in."""

    def __init__(self, driver: Any, job: _Job, *, alone: bool) -> None:
        """One that is alone has no savepoint: there is nothing else in its transaction."""
        self._driver = driver
        self._job = job
        self._alone = alone

    def __enter__(self) -> None:
        if not self._alone:
            self._driver.execute("SAVEPOINT job")

    def __exit__(self, _kind: object, error: BaseException | None, _at: object) -> bool:
        if error is not None and not self._driver.in_transaction:
            # A full disk undoes the whole transaction, so that the savepoint is gone with it.
            return False
        if error is not None:
            self._driver.execute("ROLLBACK" if self._alone else "ROLLBACK TO job")
        if not self._alone:
            self._driver.execute("RELEASE job")
        self._job.error = error
        return isinstance(error, Exception)
