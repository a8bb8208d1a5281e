"""What goes wrong on the way to PostgreSQL is said, nothing is taken for kept, and it goes on."""

import asyncio
import contextlib
import gc
import os
import signal
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import InternalError

from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.statement import driver_of
from portal.platform.database.threads import Threads
from portal.platform.storage_failures import StorageUnavailable
from tests.support.patience import until

pytestmark = pytest.mark.heavy
_INSERT = "INSERT INTO t VALUES ($1)"
_AT_THE_END = """
    CREATE FUNCTION at_the_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$;
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION at_the_end()
"""


@pytest.fixture
def url(new_postgres_database: Callable[[], str]) -> str:
    return new_postgres_database()


@pytest.fixture
def administrator(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (n INTEGER)")
        yield connection


@pytest.fixture
def database(administrator: psycopg.Connection, url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def insert(connection: Connection) -> None:
    driver_of(connection).run(_INSERT, (1,))


def ask(connection: Connection) -> int:
    return int(driver_of(connection).run("SELECT sum(n) FROM t WHERE n = $1", (1,)).rows[0][0])


def pid(connection: Connection) -> int:
    return int(driver_of(connection).info.backend_pid)


def rows(administrator: psycopg.Connection) -> int:
    row = administrator.execute("SELECT count(*) FROM t").fetchone()
    assert row is not None
    return int(row[0])


def insert_and_go_on_after_an_error(connection: Connection) -> None:
    insert(connection)
    with pytest.raises(psycopg.errors.DivisionByZero):
        driver_of(connection).run("SELECT 1 / $1::int", (0,))


def test_what_a_commit_would_undo_is_not_taken_for_kept(
    database: Database, administrator: psycopg.Connection, url: str
) -> None:
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        asyncio.run(database.write(insert_and_go_on_after_an_error))
    with (
        pytest.raises(InternalError, match="nothing can be kept"),
        sync_transaction(url) as connection,
    ):
        insert_and_go_on_after_an_error(connection)
    asyncio.run(database.write(insert))
    assert rows(administrator) == 1


@pytest.mark.parametrize("begin", [None, "SELECT 1"], ids=["first", "in the middle"])
def test_a_column_of_another_type_costs_each_connection_one_request(
    database: Database, administrator: psycopg.Connection, begin: str | None
) -> None:
    """As a newer version changes it while an older one serves (ADR 46)."""

    def work(connection: Connection) -> int:
        if begin is not None:
            driver_of(connection).run(begin)
        insert(connection)
        return ask(connection)

    assert asyncio.run(database.write(work)) == 1
    administrator.execute("ALTER TABLE t ADD COLUMN more TEXT")
    assert asyncio.run(database.write(work)) == 2
    administrator.execute("ALTER TABLE t ALTER COLUMN n TYPE BIGINT")
    with pytest.raises(StorageUnavailable):
        asyncio.run(database.write(work))
    assert asyncio.run(database.write(work)) == 3


def test_a_process_that_stands_still_in_a_transaction_lets_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, administrator: psycopg.Connection, url: str
) -> None:
    """As one whose machine is suspended: its locks keep everybody waiting."""
    monkeypatch.setattr("portal.platform.database.postgres_servers.STILL_SECONDS", 1)
    goes_on = threading.Event()

    def stand_still(connection: Connection) -> None:
        driver_of(connection).run("LOCK TABLE t")
        goes_on.wait(60)
        insert(connection)

    with contextlib.closing(open_database(url)) as database, ThreadPoolExecutor(1) as threads:
        writing = threads.submit(asyncio.run, database.write(stand_still))
        until(lambda: _is_locked(administrator), what="the lock")
        administrator.execute("SET lock_timeout = '30s'")
        administrator.execute("INSERT INTO t VALUES (7)")
        goes_on.set()
        with pytest.raises(StorageUnavailable):
            writing.result(60)
        asyncio.run(database.write(insert))
    assert rows(administrator) == 2


def _is_locked(administrator: psycopg.Connection) -> bool:
    found = administrator.execute("SELECT 1 FROM pg_locks WHERE relation = 't'::regclass")
    return found.fetchone() is not None


def test_what_somebody_has_discarded_is_prepared_anew(database: Database) -> None:
    asyncio.run(database.write(insert))
    asyncio.run(database.read(lambda one: driver_of(one).run("DISCARD ALL")))
    with pytest.raises(StorageUnavailable):
        asyncio.run(database.write(insert))
    asyncio.run(database.write(insert))
    assert asyncio.run(database.read(ask)) == 2


@pytest.mark.parametrize("kind", ["read", "write"])
def test_what_fails_at_the_very_end_is_said(
    database: Database, administrator: psycopg.Connection, kind: str
) -> None:
    """Of a statement without a transaction the answer is there before it is kept."""
    raising = "RAISE EXCEPTION 'no' USING ERRCODE = '23514';"
    administrator.execute(_AT_THE_END.format(raising).encode())
    with pytest.raises(psycopg.errors.CheckViolation):
        asyncio.run(getattr(database, kind)(insert))
    administrator.execute("DROP TRIGGER late ON t")
    asyncio.run(database.write(insert))
    assert rows(administrator) == 1


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_backend_that_ends_at_the_very_end_has_kept_nothing(
    database: Database, administrator: psycopg.Connection, kind: str
) -> None:
    ending = "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL;"
    administrator.execute(_AT_THE_END.format(ending).encode())
    before = asyncio.run(database.read(pid))
    with pytest.raises(StorageUnavailable):
        asyncio.run(getattr(database, kind)(insert))
    assert rows(administrator) == 0
    assert asyncio.run(database.read(pid)) != before


@pytest.mark.parametrize("limit", ["statement_timeout", "idle_in_transaction_session_timeout"])
def test_time_limits_of_the_server_are_for_later(
    database: Database, administrator: psycopg.Connection, limit: str
) -> None:
    def work(connection: Connection) -> None:
        driver_of(connection).put(f"SET LOCAL {limit} = 1")
        insert(connection)
        is_there = "SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid(connection),)
        while limit.startswith("idle") and administrator.execute(*is_there).fetchone():
            pass
        driver_of(connection).put("SELECT pg_sleep(30)")

    with pytest.raises(StorageUnavailable):
        asyncio.run(database.write(work))
    assert rows(administrator) == 0
    asyncio.run(database.write(insert))


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_texts_are_the_same_whatever_the_encoding_of_the_database(
    administrator: psycopg.Connection, url: str, encoding: str
) -> None:
    name = f"in_{encoding.lower()}"
    administrator.execute(
        f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C'"
        " LC_CTYPE 'C'".encode()
    )
    there = f"{url.rpartition('/')[0]}/{name}"
    with psycopg.connect(there, client_encoding="utf8") as connection:
        connection.execute("CREATE TABLE t (a TEXT)")
        connection.execute("INSERT INTO t VALUES ('Zoë')")
    database = open_database(there)
    find = "SELECT a FROM t WHERE a = $1"
    found = asyncio.run(database.read(lambda one: driver_of(one).run(find, ("Zoë",)).rows))
    database.close()
    assert found == [("Zoë",)]


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What a shell starts in the background ignores Ctrl-C, and so would the test."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_command_that_is_interrupted_says_so_and_keeps_nothing(
    administrator: psycopg.Connection, url: str
) -> None:
    def interrupt() -> None:
        waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
        while not administrator.execute(waits).fetchone():
            pass
        os.kill(os.getpid(), signal.SIGINT)

    def command() -> None:
        with sync_transaction(url) as connection:
            insert(connection)
            thread.start()
            driver_of(connection).run("SELECT pg_advisory_xact_lock(1)")

    thread = threading.Thread(target=interrupt)
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_xact_lock(1)")
        with pytest.raises(KeyboardInterrupt):
            command()
    thread.join()
    assert rows(administrator) == 0


def test_a_subclass_is_sent_as_what_it_is_made_from(database: Database) -> None:
    class Words(str):
        pass

    def work(connection: Connection) -> object:
        return driver_of(connection).run("SELECT $1::text", (Words("Zoë"),)).fetchone()

    assert asyncio.run(database.read(work)) == ("Zoë",)


def test_a_thread_outlives_the_loop_that_waited_for_it() -> None:
    begun, goes_on = threading.Event(), threading.Event()
    threads = Threads(1)

    def job() -> None:
        begun.set()
        assert goes_on.wait(30)

    async def leave() -> None:
        left.append(asyncio.create_task(threads.run(job)))
        await asyncio.to_thread(begun.wait, 30)

    left: list[asyncio.Task[None]] = []
    with asyncio.Runner() as runner:
        runner.run(leave())
        loop = runner.get_loop()
    # As one that is closed between the question whether it is and the answer.
    with mock.patch.object(loop, "is_closed", return_value=False):
        goes_on.set()
        assert asyncio.run(asyncio.wait_for(threads.run(lambda: 2), 30)) == 2
    threads.close()


def test_a_thread_that_waits_keeps_nothing_of_what_it_has_done() -> None:
    class Large:
        pass

    threads = Threads(1)
    for _ in range(2):
        found = weakref.ref(asyncio.run(threads.run(Large)))
        gc.collect()
        assert found() is None
    threads.close()
