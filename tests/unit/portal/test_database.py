"""The database: group commit, isolation of jobs, migrations, PostgreSQL."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Integer, bindparam, delete, literal, select, text
from sqlalchemy import insert as insert_into

from portal.domain.accounts.codes import store_code
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.logins.tickets import void_earlier
from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import open_engine
from portal.platform.database.migration import DatabaseProblem, migrate
from portal.platform.database.statement import Conflict, InUse, Statement
from portal.platform.storage_failures import StorageUnavailable
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import running_portal
from tests.support.postgres import find_binaries, temporary_postgres
from tests.support.tables import METADATA
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'test.sqlite'}"
    engine = open_engine(url, create=True)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)"))
        connection.commit()
    engine.dispose()
    return url


def on(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        database = open_database(url)
        try:
            return await work(database)
        finally:
            database.close()

    return asyncio.run(run())


def insert(number: int) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.execute(text("INSERT INTO t VALUES (:n, 0)"), {"n": number})
        if number < 0:
            raise ValueError("a job that fails")
        return number

    return work


def count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM t")).scalar_one())


def test_jobs_that_wait_together_share_one_commit(url: str) -> None:
    commits: list[str] = []

    async def work(database: Any) -> int:
        await database.write(lambda c: c.connection.driver_connection.set_trace_callback(note))
        await asyncio.gather(*(database.write(insert(n)) for n in range(1, 41)))
        return int(await database.read(count))

    def note(sql: str) -> None:
        if sql.startswith("COMMIT"):
            commits.append(sql)

    assert on(url, work) == 40
    assert len(commits) < 10


def test_a_job_that_fails_undoes_itself_and_no_other(url: str) -> None:
    async def work(database: Database) -> tuple[list[Any], int]:
        jobs = [database.write(insert(number)) for number in (1, -2, 3)]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        return results, await database.read(count)

    results, rows = on(url, work)
    assert [type(result) for result in results] == [int, ValueError, int]
    assert rows == 2


def test_what_was_answered_is_there_for_another_connection(url: str) -> None:
    async def work(database: Database) -> int:
        await database.write(insert(1))
        with sqlite3.connect(url.removeprefix("sqlite:///")) as other:
            found = int(other.execute("SELECT count(*) FROM t").fetchone()[0])
        other.close()
        return found

    assert on(url, work) == 1


def test_commits_are_flushed_to_the_disk_in_small_pages(url: str) -> None:
    async def work(database: Database) -> tuple[Any, Any, Any]:
        def pragma(name: str) -> Callable[[Connection], Any]:
            return lambda c: c.exec_driver_sql(f"PRAGMA {name}").scalar_one()

        flushed = await database.write(pragma("synchronous"))
        return (
            flushed,
            await database.read(pragma("journal_mode")),
            await database.read(pragma("page_size")),
        )

    assert on(url, work) == (2, "wal", 2048)


def test_the_reading_connection_cannot_write(url: str) -> None:
    async def work(database: Database) -> None:
        await database.read(insert(1))

    with pytest.raises(Exception, match="readonly"):
        on(url, work)


def test_a_writer_elsewhere_that_does_not_let_go_fails_the_job_and_not_the_writer(
    url: str,
) -> None:
    async def work(database: Database) -> int:
        await database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=50"))
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable):
            await database.write(insert(1))
        other.execute("ROLLBACK")
        other.close()
        return await database.write(insert(2))

    assert on(url, work) == 2


def test_a_writer_elsewhere_keeps_the_event_loop_from_nothing(url: str) -> None:
    goes_on = threading.Event()

    def let_go(other: sqlite3.Connection) -> bool:
        # Less than a transaction waits for another one.
        went_on = goes_on.wait(4)
        other.execute("ROLLBACK")
        return went_on

    async def work(database: Database) -> int:
        await database.write(insert(1))
        path = url.removeprefix("sqlite:///")
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        holder = asyncio.ensure_future(asyncio.to_thread(let_go, other))
        late = asyncio.ensure_future(database.write(insert(2)))
        await asyncio.sleep(0)
        assert await database.read(count) == 1
        goes_on.set()
        assert await holder, "the loop stands still"
        other.close()
        assert await late == 2
        return await database.read(count)

    assert on(url, work) == 2


def test_what_waits_is_done_when_the_database_is_closed(url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(insert(1))
        jobs = [asyncio.ensure_future(database.write(insert(n))) for n in range(2, 200)]
        await asyncio.sleep(0)
        database.close()
        assert await asyncio.gather(*jobs) == [*range(2, 200)]

    on(url, work)
    assert on(url, lambda database: database.read(count)) == 199


def test_jobs_are_done_in_the_order_in_which_they_came(url: str) -> None:
    done: list[int] = []

    def work_of(number: int) -> Callable[[Connection], None]:
        return lambda _: done.append(number)

    async def work(database: Database) -> None:
        await asyncio.gather(*(database.write(work_of(n)) for n in range(200)))

    on(url, work)
    assert done == [*range(200)]


def test_a_commit_that_fails_fails_its_job_and_the_next_go_on(url: str) -> None:
    async def work(database: Database) -> int:
        def deferred(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql("INSERT INTO child VALUES (4711)")

        sql = "CREATE TABLE child (parent INTEGER REFERENCES t (id))"
        await database.write(lambda c: c.exec_driver_sql(sql))
        with pytest.raises(sqlite3.IntegrityError):
            await database.write(deferred)
        await database.write(insert(1))
        return await database.read(count)

    assert on(url, work) == 1


@pytest.fixture(scope="module")
def postgres() -> Any:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with temporary_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
    migrate(url)
    return url


def test_migrations_lead_to_the_tables_of_the_code(migrated: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = open_engine(migrated)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_migrating_twice_is_harmless(migrated: str) -> None:
    migrate(migrated)


def test_a_database_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="cannot be opened"):
        migrate(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}")


ACCOUNT: dict[str, Any] = {
    "id": 1,
    "login": "max@abc.de",
    "name": "Max",
    "provider": "ABC",
    "cleared": True,
    "created_at": 0,
    "role": "admin",
    "language": "de",
}


@pytest.mark.parametrize("value", ["it's", "it?", "''", "%s", 7, -7, True, None])
def test_a_constant_is_written_into_a_statement_of_sqlite_as_it_is(url: str, value: object) -> None:
    statement = Statement(select(literal(value), bindparam("n", type_=Integer)))
    found = on(url, lambda database: database.read(lambda c: statement.one(c, n=3)))
    assert found == (value, 3)


def test_sqlite_prepares_a_statement_once_though_a_constant_names_a_partial_index() -> None:
    # Were the constant a parameter, to set it would prepare the statement anew: what SQLite tells
    # whoever may refuse what is prepared (sqlite3_set_authorizer).
    prepared: list[object] = []

    def note(*what: object) -> int:
        prepared.append(what)
        return sqlite3.SQLITE_OK

    engine = open_engine("sqlite://", create=True)
    with engine.connect() as connection:
        METADATA.create_all(connection)
        driver: Any = connection.connection.dbapi_connection
        driver.set_authorizer(note)
        void_earlier(connection, "a device")
        once = len(prepared)
        void_earlier(connection, "another")
        driver.set_authorizer(None)
    engine.dispose()
    assert 0 < once == len(prepared)


INSERT_ACCOUNT = Statement(insert_into(ACCOUNTS), ACCOUNT.keys(), unique=ACCOUNTS.c.login)


@pytest.fixture
def with_account(migrated: str) -> Iterator[Connection]:
    """A connection on which there is one account; nothing is kept."""
    engine = open_engine(migrated)
    with engine.connect() as connection:
        connection.execute(text("BEGIN") if "sqlite" in migrated else text("SELECT 1"))
        INSERT_ACCOUNT.change(connection, **ACCOUNT)
        yield connection
        connection.execute(text("ROLLBACK"))
    engine.dispose()


def test_a_value_that_another_row_has_is_a_conflict(with_account: Connection) -> None:
    with pytest.raises(Conflict, match=r"accounts\.login is taken"):
        INSERT_ACCOUNT.change(with_account, **ACCOUNT | {"id": 2})


@pytest.mark.parametrize(
    "change",
    [{"login": "other@abc.de"}, {"id": 2, "login": "other@abc.de", "name": None}],
    ids=["primary key", "not null"],
)
def test_another_violation_is_not_told_as_taken(
    with_account: Connection, change: dict[str, Any]
) -> None:
    with pytest.raises(with_account.dialect.loaded_dbapi.IntegrityError):
        INSERT_ACCOUNT.change(with_account, **ACCOUNT | change)


def test_a_unique_column_that_was_not_meant_is_not_told_as_taken(with_account: Connection) -> None:
    plain = Statement(insert_into(ACCOUNTS), ACCOUNT.keys())
    with pytest.raises(with_account.dialect.loaded_dbapi.IntegrityError):
        plain.change(with_account, **ACCOUNT | {"id": 2})


def test_a_foreign_key_without_a_row_is_not_told_as_taken(with_account: Connection) -> None:
    with pytest.raises(with_account.dialect.loaded_dbapi.IntegrityError):
        store_code(with_account, 4711, b"no such account", 0)


def test_a_row_that_others_refer_to_is_told_as_in_use(with_account: Connection) -> None:
    with finish_before_commit(with_account):
        store_code(with_account, ACCOUNT["id"], b"hash", 0)
    remove = Statement(delete(ACCOUNTS), referenced=True)

    with pytest.raises(InUse):
        remove.change(with_account)


def test_both_ways_to_log_in_work_on_postgresql(postgres: str, tmp_path: Path) -> None:
    with running_portal(tmp_path, database_url=postgres) as portal:
        portal.create_account("max@abc.de", cleared=True)
        device = activated(portal, "max@abc.de")
        browser, another = Browser(portal.url), Browser(portal.url)
        cid = browser.begin("max@abc.de")
        ticket = device.respond(device.poll(wait=25)["challenge"])["ticket"]
        assert browser.finish(ticket) == {"result": "done"}
        assert browser.stage(cid) == "finished"
        ticket = device.applogin()["ticket"]
        another.land(ticket)
        assert device.claim(ticket)["state"] == "claimed"
        device.claimok(ticket)
        assert another.wait_for_app() == "done"
        assert browser.is_logged_in()
        assert another.is_logged_in()


def test_parallel_wrong_pins_and_parallel_starts_are_counted_on_postgresql(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tests.unit.portal.test_pin_tries import in_parallel

    evaluated: list[object] = []
    monkeypatch.setattr(
        "portal.api.pin_verification.pin_signature_holds",
        lambda *_: bool(evaluated.append(1)),  # type: ignore[func-returns-value]
    )
    with running_portal(tmp_path, database_url=postgres) as portal:
        portal.create_account("race@abc.de", cleared=True)
        device = Device(portal.url)
        device.activate("race@abc.de", portal.issue_code("race@abc.de"))
        portal.execute("UPDATE devices SET state = 'active' WHERE id = :dev", dev=device.dev)
        in_parallel(device, 30)
        assert len(evaluated) == 5
        browsers = [Browser(portal.url) for _ in range(8)]
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda b: b.post("/login", login="race@abc.de"), browsers))
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [303] * 3 + [429] * 5
        open_ones = "SELECT count(*) FROM challenges WHERE state = 'open'"
        assert portal.query(open_ones) == [(1,)]


def test_the_commands_work_on_postgresql(
    new_postgres_database: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from portal.__main__ import main

    data = ["--data", str(tmp_path / "data")]
    url = ["--public-url", "https://portal.example", "--database-url", new_postgres_database()]
    assert main(["init", *url, *data]) == 0
    words = ["--name", "Max", "--provider", "Praxis"]
    assert main(["account", "create", "command@abc.de", *words, *data]) == 0
    assert main(["account", "clear", "command@abc.de", *data]) == 0
    assert main(["code", "issue", "command@abc.de", *data]) == 0
    capsys.readouterr()
    assert main(["account", "show", "command@abc.de", *data]) == 0
    assert "cleared: yes" in capsys.readouterr().out
