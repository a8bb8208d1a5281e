"""SQLite's writer remembers the last entry of the audit log, and finds out where it is another."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import Connection

from portal.domain.audit.entries import latest
from portal.domain.audit.log import Event, record_event, taken_back
from portal.domain.audit.verification import verify
from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.statement import driver_of, undone


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'audit.sqlite'}"
    migrate(url)
    return url


def events_of(url: str, work: Callable[[Database], Awaitable[object]]) -> list[str]:
    """What is in the log, in order and unbroken, after a portal has done `work`."""

    async def run() -> None:
        database = open_database(url)
        try:
            await work(database)
        finally:
            database.close()

    asyncio.run(run())
    with sync_transaction(url, reading=True) as connection:
        assert verify(connection).broken is None
        return [entry.event for entry in reversed(latest(connection, 100))]


def entry(event: Event) -> Callable[[Connection], None]:
    return lambda connection: record_event(connection, event, 1)


def take_back(connection: Connection) -> None:
    with undone(connection):
        record_event(connection, Event.PIN_WRONG, 1)


def test_a_command_that_writes_in_between_is_seen(url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(entry(Event.LOGIN_BEGUN))
        with sync_transaction(url) as connection:
            record_event(connection, Event.CODE_ISSUED, 1)
        await database.write(entry(Event.LOGIN_APPROVED))
        await database.write(entry(Event.LOGIN_FINISHED))

    assert events_of(url, work) == [
        "login-begun",
        "code-issued",
        "login-approved",
        "login-finished",
    ]


def test_what_a_command_has_written_in_place_of_what_was_undone_is_seen(url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(entry(Event.LOGIN_BEGUN))
        await database.write(take_back)
        with sync_transaction(url) as connection:
            record_event(connection, Event.CODE_ISSUED, 1)
        await database.write(entry(Event.LOGIN_FINISHED))

    assert events_of(url, work) == ["login-begun", "code-issued", "login-finished"]


def test_a_first_entry_that_was_undone_leaves_the_log_empty(url: str) -> None:
    async def work(database: Database) -> None:
        await database.write(take_back)
        await database.write(entry(Event.LOGIN_BEGUN))

    assert events_of(url, work) == ["login-begun"]


def test_the_first_entry_by_a_command_behind_one_that_was_taken_back_is_seen(url: str) -> None:
    def stranger(connection: Connection) -> None:
        with taken_back(connection):
            record_event(connection, Event.LOGIN_BEGUN, 1)

    async def work(database: Database) -> None:
        await database.write(stranger)
        with sync_transaction(url) as connection:
            record_event(connection, Event.CODE_ISSUED, 1)
        await database.write(entry(Event.LOGIN_FINISHED))

    assert events_of(url, work) == ["code-issued", "login-finished"]


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_the_last_entry_is_read_once(url: str, is_taken_back: bool) -> None:
    """Also behind entries that are taken back, as those of strangers are: whoever writes next must
    not be able to tell.
    """

    ways: list[str] = []

    def watched(connection: Connection) -> None:
        driver_of(connection).set_trace_callback(lambda sql: ways.append(sql.split()[0]))

    async def work(database: Database) -> None:
        await database.write(watched)
        for _ in range(3):
            await database.write(written)

    def written(connection: Connection) -> None:
        with taken_back(connection) if is_taken_back else nullcontext():
            record_event(connection, Event.LOGIN_BEGUN, 1)

    assert events_of(url, work) == ["login-begun"] * (0 if is_taken_back else 3)
    assert [way for way in ways if way in {"SELECT", "INSERT"}] == ["SELECT", *["INSERT"] * 3]
