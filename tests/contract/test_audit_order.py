"""Audit entries are written just before the commit, wherever they are recorded."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from portal.domain.audit.log import Event, record_event
from portal.domain.audit.verification import verify
from portal.platform.database.database import open_database
from portal.platform.database.engines import open_engine, sync_transaction
from portal.platform.database.migration import migrate
from tests.contract.app import LOGIN
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of

SECONDS = 20
ROW = text("UPDATE accounts SET name = name WHERE login = 'a@b.example'")


@pytest.fixture
def postgres(migrated_database: str) -> str:
    """A database with one row that two transactions want."""
    with sync_transaction(migrated_database) as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (login, name, provider, cleared, created_at, role, language)"
                " VALUES ('a@b.example', 'A', 'B', true, 1, 'user', 'de')"
            )
        )
    return migrated_database


def test_two_transactions_of_which_one_records_before_its_last_change_do_not_deadlock(
    postgres: str,
) -> None:
    recorded, changed = threading.Event(), threading.Event()

    def records_first(connection: Connection) -> None:
        record_event(connection, Event.PIN_WRONG, 1)
        recorded.set()
        assert changed.wait(SECONDS)
        connection.execute(ROW)

    def changes_first(connection: Connection) -> None:
        connection.execute(ROW)
        changed.set()
        assert recorded.wait(SECONDS)
        record_event(connection, Event.PIN_CHANGED, 2)

    async def both() -> None:
        database = open_database(postgres)
        try:
            await asyncio.gather(database.write(records_first), database.write(changes_first))
        finally:
            database.close()

    asyncio.run(both())
    with sync_transaction(postgres, reading=True) as connection:
        result = verify(connection)
        events = connection.execute(text("SELECT event FROM audit ORDER BY seq")).scalars().all()
    assert (result.broken, result.head.seq) == (None, 2)
    assert list(events) == ["pin-changed", "pin-wrong"]


@pytest.mark.parametrize("portal", ["postgresql"], indirect=True)
def test_the_last_wrong_pin_and_a_logout_at_the_same_moment_both_happen(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wrong PIN is recorded before it ends the session that the logout has ended already."""
    device, browser = activated(portal, LOGIN), Browser(portal.url)
    browser.begin(LOGIN)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    for _ in range(4):
        assert name_of(lambda: device.applogin("000001")) == "pin-wrong"
    wrong, ended = threading.Event(), threading.Event()

    def wrong_pin(*arguments: Any, **facts: Any) -> None:
        record_event(*arguments, **facts)
        wrong.set()
        assert ended.wait(SECONDS)

    def logout(*arguments: Any, **facts: Any) -> None:
        ended.set()
        assert wrong.wait(SECONDS)
        record_event(*arguments, **facts)

    monkeypatch.setattr("portal.api.pin_verification.audit.record_event", wrong_pin)
    monkeypatch.setattr("portal.domain.logins.sessions.record_event", logout)
    with ThreadPoolExecutor(2) as threads:
        locked = threads.submit(name_of, lambda: device.applogin("000001"))
        left = threads.submit(browser.post, "/logout")
        assert (locked.result(), left.result().status_code) == ("locked", 303)
    assert not browser.is_logged_in()


def test_entries_are_the_last_that_a_transaction_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'order.sqlite'}"
    migrate(url)
    written: list[str] = []

    def work(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(written.append)
        record_event(connection, Event.PIN_WRONG, 1)
        record_event(connection, Event.DEVICE_LOCKED, 2)
        connection.execute(ROW)

    async def run() -> None:
        database = open_database(url)
        try:
            await database.write(work)
        finally:
            database.close()

    asyncio.run(run())
    kinds = [line.split()[0] for line in written]
    assert kinds[: kinds.index("COMMIT")] == ["UPDATE", "SELECT", "INSERT", "INSERT"]


def test_an_entry_that_nothing_would_write_is_a_mistake(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'raw.sqlite'}"
    migrate(url)
    engine = open_engine(url)
    with engine.connect() as connection, pytest.raises(RuntimeError, match="own transactions"):
        record_event(connection, Event.PIN_WRONG, 1)
    engine.dispose()
