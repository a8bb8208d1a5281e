"""The connections to PostgreSQL that a process keeps."""

import asyncio
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, text

from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.postgres_connections import driver_of

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
