"""The connections to PostgreSQL that a process keeps."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, text

from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.statement import driver_of
from portal.platform.database.threads import Threads

pytestmark = pytest.mark.heavy
_END_OTHERS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


@pytest.fixture
def url(new_postgres_database: Callable[[], str]) -> str:
    url = new_postgres_database()
    with sync_transaction(url) as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    return url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def count(connection: Connection) -> int:
    return int(driver_of(connection).execute("SELECT count(*) FROM t").fetchone()[0])


def insert(connection: Connection) -> None:
    driver_of(connection).execute("INSERT INTO t VALUES (1)")


def insert_and_fail(connection: Connection) -> None:
    insert(connection)
    raise LookupError


def status(connection: Connection) -> TransactionStatus:
    count(connection)
    return TransactionStatus(driver_of(connection).info.transaction_status)


def pid(connection: Connection) -> int:
    return int(driver_of(connection).info.backend_pid)


def test_a_read_begins_no_transaction_and_a_write_is_one(database: Database) -> None:
    assert asyncio.run(database.read(status)) is TransactionStatus.IDLE
    assert asyncio.run(database.write(status)) is TransactionStatus.INTRANS


def test_a_write_that_raises_is_undone(database: Database) -> None:
    with pytest.raises(LookupError):
        asyncio.run(database.write(insert_and_fail))
    asyncio.run(database.write(insert))
    assert asyncio.run(database.read(count)) == 1


def test_one_connection_serves_one_after_the_other(database: Database) -> None:
    pids = {asyncio.run(work(pid)) for work in (database.read, database.write, database.read)}
    assert len(pids) == 1


def test_a_connection_that_its_server_has_ended_is_noticed_by_nobody(
    database: Database, url: str
) -> None:
    before = asyncio.run(database.read(pid))
    with psycopg.connect(url, autocommit=True) as administrator:
        administrator.execute(_END_OTHERS)
    assert asyncio.run(database.write(pid)) != before


def test_a_statement_that_goes_through_sqlalchemy_leaves_no_transaction_behind(
    database: Database,
) -> None:
    def ask(connection: Connection) -> bool:
        was = connection.in_transaction()
        connection.execute(text("SELECT 1"))
        return was

    assert [asyncio.run(work(ask)) for work in (database.read, database.write) * 2] == [False] * 4


def test_what_is_put_goes_with_the_next_statement(database: Database) -> None:
    def work(connection: Connection) -> list[TransactionStatus | int]:
        driver = driver_of(connection)
        driver.put("INSERT INTO t VALUES ($1)", (1,))
        before = TransactionStatus(driver.info.transaction_status)
        ((number,),) = driver.run("SELECT count(*) FROM t").rows
        return [before, number]

    assert asyncio.run(database.write(work)) == [TransactionStatus.IDLE, 1]


def test_what_is_put_is_kept_by_the_commit_and_gone_after_an_error(database: Database) -> None:
    def put(connection: Connection) -> None:
        driver_of(connection).put("INSERT INTO t VALUES ($1)", (1,))

    def put_and_fail(connection: Connection) -> None:
        put(connection)
        raise LookupError

    asyncio.run(database.write(put))
    with pytest.raises(LookupError):
        asyncio.run(database.write(put_and_fail))
    assert asyncio.run(database.write(count)) == 1


def test_what_is_wrong_with_what_was_put_undoes_the_transaction(database: Database) -> None:
    def put(connection: Connection) -> None:
        driver_of(connection).run("INSERT INTO t VALUES ($1)", (1,))
        driver_of(connection).put("INSERT INTO t SELECT $1::int / n - 1 FROM t", (2**40,))

    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        asyncio.run(database.write(put))
    assert asyncio.run(database.read(count)) == 0


def test_a_statement_is_prepared_once_and_again_where_that_failed(database: Database) -> None:
    def prepared(connection: Connection) -> list[int]:
        driver = driver_of(connection)
        driver.run("INSERT INTO t VALUES ($1)", (1,))
        driver.run("INSERT INTO t VALUES ($1)", (2,))
        names = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'"
        return [row[0] for row in driver.run(names).rows]

    def put_behind_an_error(connection: Connection) -> None:
        driver = driver_of(connection)
        driver.put("SELECT 1 / $1::int", (0,))
        driver.run("INSERT INTO t VALUES ($1)", (1,))

    with pytest.raises(psycopg.errors.DivisionByZero):
        asyncio.run(database.write(put_behind_an_error))
    assert asyncio.run(database.write(prepared)) == [1]


def test_values_come_back_as_they_were(database: Database) -> None:
    sql = "SELECT $1::text, $2::bytea, $3::bigint, $4::boolean, $5::float8, $6::text"
    values = ("Zoë ' \\ %", bytes(range(256)), 2**62, True, 0.1, None)

    def ask(connection: Connection) -> object:
        return driver_of(connection).run(sql, values).fetchone()

    assert asyncio.run(database.read(ask)) == values


def test_a_text_with_a_nul_is_refused_whole(database: Database) -> None:
    def ask(connection: Connection) -> None:
        driver_of(connection).run("SELECT $1::text", ("a\0b",))

    with pytest.raises(psycopg.DataError):
        asyncio.run(database.read(ask))
    assert asyncio.run(database.read(count)) == 0


def test_more_than_fits_on_the_way_goes_both_ways(database: Database) -> None:
    large = "x" * 1_000_000

    def ask(connection: Connection) -> list[int]:
        driver = driver_of(connection)
        for _ in range(20):
            driver.put("SELECT $1::text", (large,))
        return [len(row[0]) for row in driver.run("SELECT $1::text", (large,)).rows]

    assert asyncio.run(database.write(ask)) == [len(large)]


def test_whoever_waits_for_a_statement_keeps_nobody_waiting(database: Database, url: str) -> None:
    """The lock is held by who could not give it back if Python's other threads stood still."""

    def lock(connection: Connection) -> None:
        driver_of(connection).put("SET LOCAL lock_timeout = '20s'")
        driver_of(connection).run("SELECT pg_advisory_xact_lock(1)")

    async def both() -> bool:
        with psycopg.connect(url) as other:
            other.execute("SELECT pg_advisory_xact_lock(1)")
            waiting = asyncio.create_task(database.write(lock))
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not await database.read(lambda one: driver_of(one).run(waits).rows[0][0]):
                assert not waiting.done()
        await waiting
        return True

    assert asyncio.run(both())


def test_no_more_jobs_at_a_time_than_threads_and_each_has_its_answer() -> None:
    at_once, most, lock = 0, 0, threading.Lock()
    gate = threading.Barrier(3, timeout=30)

    def job(number: int) -> int:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        # All threads are busy together, or this breaks.
        gate.wait()
        with lock:
            at_once -= 1
        if number == 4:
            raise LookupError
        return number

    async def run() -> list[object]:
        threads = Threads(3)
        works = [threads.run(partial(job, number)) for number in range(9)]
        found = await asyncio.gather(*works, return_exceptions=True)
        threads.close()
        return [repr(one) for one in found]

    assert asyncio.run(run()) == ["0", "1", "2", "3", "LookupError()", "5", "6", "7", "8"]
    assert most == 3


def test_what_was_handed_in_is_done_before_threads_end() -> None:
    done: list[int] = []
    goes_on = threading.Event()

    def job(number: int) -> None:
        assert goes_on.wait(30)
        done.append(number)

    async def run() -> None:
        threads = Threads(1)
        works = [asyncio.create_task(threads.run(partial(job, number))) for number in range(3)]
        await asyncio.sleep(0)
        goes_on.set()
        await asyncio.to_thread(threads.close)
        assert done == [0, 1, 2]
        await asyncio.gather(*works)
        with pytest.raises(RuntimeError):
            await threads.run(goes_on.clear)

    asyncio.run(run())
