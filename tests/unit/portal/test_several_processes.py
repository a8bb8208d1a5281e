"""What processes on one PostgreSQL hear of each other, share out and count together."""

import asyncio
import math
import os
import socket
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, text

from portal.platform.clock import SystemClock
from portal.platform.database import postgres_servers
from portal.platform.database.bus import LISTENER
from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import open_engine, postgres_engine, sync_transaction
from portal.platform.database.migration import migrate
from portal.platform.database.notifications import Notifier
from portal.platform.database.rate_counts import RateCounts
from portal.platform.limits import Limit, RateLimits
from portal.platform.rate_limits import Rate
from tests.support.database_process import (
    GARBAGE,
    DatabaseProcess,
    insert,
    insert_and_notify,
    make_table,
    woken,
)

pytestmark = pytest.mark.heavy

NewDatabase = Callable[[], str]


@pytest.fixture
def url(new_postgres_database: NewDatabase) -> str:
    url = new_postgres_database()
    make_table(url)
    return url


def test_a_commit_of_one_process_wakes_who_waits_in_another(url: str) -> None:
    writes = DatabaseProcess(url)
    assert woken(DatabaseProcess(url), lambda: writes.database.write(insert_and_notify)) == 1
    writes.database.close()


def test_a_command_wakes_who_waits_in_a_process(url: str) -> None:
    def command() -> None:
        with sync_transaction(url) as connection:
            insert_and_notify(connection)

    assert woken(DatabaseProcess(url), lambda: asyncio.to_thread(command)) == 1


def test_what_nobody_can_hear_is_found_by_looking(url: str) -> None:
    """The listening connection is refused: there is no such database."""
    deaf, writes = DatabaseProcess(url, listens_at=f"{url}_none"), DatabaseProcess(url)
    assert woken(deaf, lambda: writes.database.write(insert)) == 1
    writes.database.close()


def test_what_was_sent_while_the_connection_was_lost_is_looked_for_when_it_is_back(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits has looked at the loss already, and would look by itself too late."""
    monkeypatch.setattr("portal.platform.database.listening.LOOK_SECONDS", math.inf)
    writes, waits = DatabaseProcess(url), DatabaseProcess(url)
    connected, may_connect = waits.others._connected, asyncio.Event()
    may_connect.set()

    async def once_allowed() -> object:
        await may_connect.wait()
        return await connected()

    async def change() -> None:
        may_connect.clear()
        waits.looked.clear()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE application_name = 'portal listener' AND datname = current_database()"
            )
        await waits.looked.wait()
        await writes.database.write(insert)
        may_connect.set()

    monkeypatch.setattr(waits.others, "_connected", once_allowed)
    assert woken(waits, change) == 1
    writes.database.close()


@pytest.mark.parametrize("payload", GARBAGE)
def test_what_strangers_send_wakes_nobody_and_ends_nothing(payload: bytes) -> None:
    async def main() -> None:
        notifier = Notifier()
        notifier.wake = lambda topic: pytest.fail(f"{topic} was woken")  # type: ignore[method-assign]
        notifier.hear(payload)
        notifier.hear(payload.decode(errors="replace"))

    asyncio.run(main())


def test_one_process_keeps_house_and_another_takes_over(url: str) -> None:
    async def main() -> None:
        first, second = DatabaseProcess(url), DatabaseProcess(url)
        async with second.others.listening():
            async with first.others.listening():
                assert (first.others.keeps_house, second.others.keeps_house) == (False, True)
                assert first.others.processes == 2
            # Another one may take it when the connection has ended.
            assert second.others.keeps_house
        third = DatabaseProcess(url)
        async with third.others.listening():
            assert third.others.keeps_house
            assert third.others.processes == 1
        for each in (first, second, third):
            each.database.close()

    asyncio.run(main())


def test_what_one_process_counts_limits_all(new_postgres_database: NewDatabase) -> None:
    url = new_postgres_database()
    migrate(url)
    rates = {Limit.STARTS_BY_ADDRESS: Rate(5, 600)}

    async def main() -> list[bool]:
        databases = [open_database(url), open_database(url)]
        limits = [counting(database, rates) for database in databases]
        both = [limits[turn % 2].take(Limit.STARTS_BY_ADDRESS, "192.0.2.1") for turn in range(12)]
        passed = [exceeded is None for exceeded in await asyncio.gather(*both)]
        elsewhere = await limits[0].take(Limit.STARTS_BY_ADDRESS, "192.0.2.2")
        stored = await databases[0].read(
            lambda c: c.execute(text("SELECT id FROM rate_counts")).all()
        )
        for database in databases:
            database.close()
        assert elsewhere is None
        assert len(stored) == 2
        assert b"192.0.2" not in b"".join(bytes(row[0]) for row in stored)
        return passed

    assert sum(asyncio.run(main())) == 5


def counting(database: Database, rates: dict[Limit, Rate]) -> RateLimits:
    shared = RateCounts(database, SystemClock(), lambda key: sha256(key.encode()).digest())
    return RateLimits(rates, SystemClock(), shared=shared)


def test_who_only_asks_which_server_is_the_newest_is_not_counted(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def asked(**arguments: Any) -> psycopg.Connection[Any]:
        names.append(arguments["application_name"])
        return psycopg.connect(**arguments)

    monkeypatch.setattr(postgres_servers, "driver_connect", asked)
    place = make_url(url)
    host = f"{place.host}:{place.port}"
    several = f"postgresql://portal@/{place.database}?host={host}&host={host}"

    async def main() -> None:
        process = DatabaseProcess(several)
        async with process.serving():
            assert process.others.processes == 1

    asyncio.run(main())
    assert names
    assert not any(name.startswith(LISTENER) for name in names)


def test_a_process_whose_machine_has_vanished_is_missed_within_seconds(url: str) -> None:
    """What PostgreSQL itself asks of the system for the connection that says who is there."""

    async def main() -> list[str]:
        listener = DatabaseProcess(url).others
        async with await listener._connected() as connection:
            listening = asyncio.create_task(listener._listen(connection))
            await listener._tried.wait()
            listening.cancel()
            await asyncio.wait((listening,))
            shown = [
                await connection.execute(f"SHOW tcp_keepalives_{name}".encode())
                for name in _KEEPALIVES
            ]
            return [(await one.fetchone() or ("",))[0] for one in shown]

    assert asyncio.run(main()) == ["5", "2", "3"]


def test_a_servers_connections_are_missed_and_those_of_a_backup_may_last(url: str) -> None:
    shown = "SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp%' OR name LIKE 'idle_in%'"
    kept = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
    for engine, still in (
        (postgres_engine(url, connections=1), "20000"),
        (open_engine(url), "0"),
    ):
        with engine.connect() as connection:
            found = {str(row[0]): str(row[1]) for row in connection.execute(text(shown))}
        engine.dispose()
        assert found["idle_in_transaction_session_timeout"] == still
        assert found["tcp_user_timeout"] == "10000"
        assert found.items() >= kept.items()


_KEEPALIVES = ("idle", "interval", "count")


def test_a_database_whose_machine_has_vanished_is_given_up_within_seconds(url: str) -> None:
    engine = open_engine(f"{url}?keepalives_idle=7")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as line:
            options = [line.getsockopt(socket.IPPROTO_TCP, option) for option in _PATIENCE]
    engine.dispose()
    # What the address says itself holds.
    assert options == [10_000, 7, 2, 3]


_PATIENCE = (
    socket.TCP_USER_TIMEOUT,
    socket.TCP_KEEPIDLE,
    socket.TCP_KEEPINTVL,
    socket.TCP_KEEPCNT,
)
