"""Disk full, database damaged, locked or away: told once and as what it is, answered by 503."""

import asyncio
import errno
import logging
import os
import resource
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal.__main__ import main
from portal.jobs.failures import Failures
from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import DatabaseProblem, database_problem, migrate
from portal.platform.database.statement import undone
from portal.platform.storage_failures import (
    Outage,
    StorageFailure,
    StorageUnavailable,
    storage_failure,
)
from tests.support.device import PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, migrate_cached, running_portal
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy

LOGIN = "max@abc.de"
Fail = Callable[[RunningPortal], AbstractContextManager[None]]


@contextmanager
def locked(portal: RunningPortal) -> Iterator[None]:
    write = portal.app.context.database.write
    portal.run(write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=50")))
    other = sqlite3.connect(portal.settings.data / "portal.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def no_room(portal: RunningPortal) -> Iterator[None]:
    """No file may grow, for this process: as far as the portal can tell, a disk without room."""
    log = portal.settings.data / "portal.sqlite-wal"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    portal.execute("SELECT 1")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def away(portal: RunningPortal) -> Iterator[None]:
    """PostgreSQL ends all connections and takes no new one."""
    server, _, name = portal.settings.database_url.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (name,),
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


FAILURES = [
    pytest.param("sqlite", locked, StorageFailure.BUSY, id="locked"),
    pytest.param("sqlite", no_room, StorageFailure.DISK, id="no room"),
    pytest.param("postgresql", away, StorageFailure.UNREACHABLE, id="away"),
]


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


@pytest.mark.parametrize(("kind", "fail", "failure"), FAILURES)
def test_a_failing_database_is_one_line_in_the_log_and_503_everywhere(
    kind: str,
    fail: Fail,
    failure: StorageFailure,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    caplog: pytest.LogCaptureFixture,
) -> None:
    make = request.getfixturevalue("new_postgres_database") if kind == "postgresql" else None
    with running_portal(tmp_path, database_url=make and make()) as portal:
        portal.create_account(LOGIN, cleared=True)
        device, browser = activated(portal, LOGIN), Browser(portal.url)
        caplog.clear()
        with fail(portal):
            answers = [browser.post("/login", login=LOGIN) for _ in range(3)]
            for _ in range(3):
                with pytest.raises(PortalProblem) as refused:
                    device.applogin()
                assert (refused.value.name, refused.value.body["retry_after"]) == ("unavailable", 5)
            portal.maintain()
        assert {answer.status_code for answer in answers} == {503}
        assert {answer.headers["retry-after"] for answer in answers} == {"60"}
        (line,) = errors_in(caplog)
        code, _, sentence = line.partition(": ")
        assert sentence == failure.value
        assert all(code in answer.text for answer in answers)
        assert "Traceback" not in caplog.text
        # The same process goes on by itself.
        assert browser.post("/login", login=LOGIN).status_code == 303
        assert device.applogin()["ticket"]


def on(url: str, work: Callable[[Database], object], outage: Outage | None = None) -> None:
    async def run() -> None:
        database = open_database(url, outage=outage)
        try:
            await work(database)  # type: ignore[misc]
        finally:
            database.close()

    asyncio.run(run())


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    migrate_cached(url)
    return url


def test_a_full_disk_fails_all_that_share_a_commit_and_the_next_goes_on(url: str) -> None:
    """SQLite itself undoes the transaction then, with the savepoint of the job."""

    async def work(database: Database) -> None:
        def limit(connection: Connection) -> None:
            connection.exec_driver_sql("CREATE TABLE filler (bytes BLOB)")

        def fill(connection: Connection) -> None:
            connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(900000))")

        await database.write(limit)
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1").all())
        jobs = [database.write(fill), database.write(lambda _: None), database.write(fill)]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        assert {type(result) for result in results} <= {StorageUnavailable, type(None)}
        assert isinstance(results[0], StorageUnavailable)
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1000000").all())
        await database.write(fill)
        count = await database.read(
            lambda c: c.exec_driver_sql("SELECT count(*) FROM filler").scalar_one()
        )
        assert count == 1

    on(url, work)


def test_a_full_disk_is_told_as_such_where_its_work_was_to_be_taken_back(url: str) -> None:
    async def work(database: Database) -> None:
        def fill(connection: Connection) -> None:
            with undone(connection):
                connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(900000))")

        await database.write(lambda c: c.exec_driver_sql("CREATE TABLE filler (bytes BLOB)"))
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1").all())
        with pytest.raises(StorageUnavailable):
            await database.write(fill)
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1000000").all())
        await database.write(fill)

    on(url, work)


def test_a_database_that_cannot_be_opened_yet_keeps_no_writer_waiting_for_ever(
    tmp_path: Path,
) -> None:
    path = tmp_path / "portal.sqlite"

    async def work(database: Database) -> None:
        for _ in range(2):
            with pytest.raises(StorageUnavailable):
                await asyncio.wait_for(database.write(lambda _: None), 20)
        migrate_cached(f"sqlite:///{path}")
        await asyncio.wait_for(database.write(lambda _: None), 20)

    on(f"sqlite:///{path}", work)


def test_the_end_of_an_outage_is_told_once(url: str, caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(quiet_seconds=0)

    async def work(database: Database) -> None:
        for _ in range(2):
            first = outage.unavailable(StorageFailure.FULL)
            assert outage.unavailable(StorageFailure.FULL).code == first.code
            await database.write(lambda _: None)
            await database.write(lambda _: None)

    on(url, work, outage)
    told = [one.getMessage().partition(" ")[2] for one in caplog.records]
    assert told == [StorageFailure.FULL.value, "is over; 2 times it was noticed"] * 2


def test_a_transaction_that_changes_nothing_ends_no_outage(tmp_path: Path) -> None:
    """It succeeds on a full disk, too; maintenance has some each minute."""
    with running_portal(tmp_path) as portal:
        portal.create_account(LOGIN, cleared=True)
        outage, write = portal.app.context.outage, portal.app.context.database.write
        outage._quiet_seconds = 0
        with no_room(portal):
            assert Browser(portal.url).post("/login", login=LOGIN).status_code == 503
            portal.run(write(lambda _: None))
            assert outage.current is not None
        portal.run(write(lambda _: None))
        assert outage.current is None


def test_a_disk_that_is_nearly_full_does_not_fill_the_log(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    outage = Outage()

    async def work(database: Database) -> None:
        for _ in range(50):
            outage.unavailable(StorageFailure.FULL)
            await database.write(lambda _: None)

    on(url, work, outage)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        (errno.ENOSPC, StorageFailure.FULL),
        (errno.EDQUOT, StorageFailure.FULL),
        (errno.EROFS, StorageFailure.READ_ONLY),
        (errno.EIO, StorageFailure.DISK),
        (errno.ENOENT, None),
    ],
)
def test_what_the_operating_system_says_of_a_disk_is_understood(
    number: int, failure: StorageFailure | None
) -> None:
    assert storage_failure(OSError(number, "text")) is failure


def test_a_task_on_a_full_disk_is_told_in_a_line(caplog: pytest.LogCaptureFixture) -> None:
    failures = Failures()
    with failures.logged("keeping the head"), Path("/dev/full").open("w") as file:
        file.write("x")
        file.flush()
    (line,) = errors_in(caplog)
    assert StorageFailure.FULL.value in line
    assert "\n" not in line
    assert failures.count == 1


def test_a_database_that_may_only_be_read_is_told_as_such(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(database: Database) -> None:
        await database.write(lambda c: c.exec_driver_sql("PRAGMA query_only=ON"))
        with pytest.raises(StorageUnavailable):
            await database.write(lambda c: c.exec_driver_sql("DELETE FROM accounts"))

    on(url, work)
    assert StorageFailure.READ_ONLY.value in caplog.text


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1024:] = bytes(len(content) - 1024)
    path.write_bytes(content)


def overwrite(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)


@pytest.mark.parametrize("spoil", [damage, overwrite])
def test_a_damaged_database_is_told_as_such_by_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], None]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["init", "--public-url", "https://portal.example.de", *data]) == 0
    spoil(tmp_path / "data" / "portal.sqlite")
    for words in (["serve"], ["account", "show", LOGIN], ["audit", "verify"], ["housekeeping"]):
        assert main([*words, *data]) == 1
        said = capsys.readouterr().err
        assert "The database is damaged: stop the portal and put the backup back." in said
        assert "Traceback" not in said


def test_a_full_disk_is_told_as_such_by_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["init", "--public-url", "https://portal.example.de", *data]) == 0
    capsys.readouterr()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        code = main(["account", "create", LOGIN, "--name", "M", "--provider", "P", *data])
        with pytest.raises(DatabaseProblem, match="may be full or failing"):
            migrate(f"sqlite:///{tmp_path / 'new.sqlite'}")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert code == 1
    assert "may be full or failing" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("disk", "failure"),
    [
        ({"f_bavail": 7}, StorageFailure.FULL),
        ({"f_favail": 1}, StorageFailure.FULL),
        ({"f_files": 0, "f_favail": 0}, StorageFailure.UNREACHABLE),
        ({"f_flag": os.ST_RDONLY}, StorageFailure.READ_ONLY),
        ({}, StorageFailure.UNREACHABLE),
    ],
)
def test_where_sqlite_does_not_say_why_its_disk_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: dict[str, int], failure: StorageFailure
) -> None:
    usual = {"f_frsize": 4096, "f_bavail": 9999, "f_files": 9999, "f_favail": 9999, "f_flag": 0}
    found = SimpleNamespace(**{**usual, **disk})
    monkeypatch.setattr(os, "statvfs", lambda _: found)
    with (
        pytest.raises(OperationalError) as raised,
        sync_transaction(f"sqlite:///{tmp_path / 'not there' / 'portal.sqlite'}"),
    ):
        pass
    assert storage_failure(raised.value) is failure


def test_a_server_that_accepts_and_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        async def work(database: Database) -> None:
            with pytest.raises(StorageUnavailable):
                await asyncio.wait_for(database.read(lambda _: None), 30)

        on(f"postgresql://portal@127.0.0.1:{port}/portal", work)


def test_a_role_without_rights_is_told_as_such() -> None:
    refused = psycopg.errors.InsufficientPrivilege("must be owner of schema public")
    assert "OWNER TO" in str(database_problem(refused))
    assert "OWNER TO" in str(database_problem(ProgrammingError("", None, refused)))
