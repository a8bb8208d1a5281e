"""What processes on one PostgreSQL hear of each other by a real NATS server, and without it."""

import asyncio
import logging
import math
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import Connection

from portal.platform.database import bus as bus_module
from portal.platform.database import database as database_module
from portal.platform.database import listening, nats_bus
from portal.platform.database.bus import LISTENER, Bus, Members
from portal.platform.database.nats_bus import NatsBus, NatsServers
from portal.platform.database.notifications import Notifications, Notifier
from tests.faults.portal_served import PROCESSES
from tests.support.database_process import (
    GARBAGE,
    LONG,
    TOPIC,
    DatabaseProcess,
    come_to_pass,
    insert_and_notify,
    make_table,
    no_bus,
)
from tests.support.nats import NO_SENDER, PASSWORD, USER, NatsServer, nats_server
from tests.support.web_server import self_signed

pytestmark = [pytest.mark.heavy, pytest.mark.only_on("posix", reason="servers are on Linux")]

SUBJECT = "portal.test"
Connect = Callable[[Notifier], Bus | None]


@pytest.fixture(autouse=True)
def _quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "_BEAT_SECONDS", 0.3)
    monkeypatch.setattr(nats_bus, "_AGAIN_SECONDS", 0.1)


@pytest.fixture
def _only_woken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by himself."""
    monkeypatch.setattr(bus_module, "LOOK_SECONDS", math.inf)
    monkeypatch.setattr(bus_module, "_SAFETY_SECONDS", math.inf)


@pytest.fixture
def url(new_postgres_database: Callable[[], str]) -> str:
    url = new_postgres_database()
    make_table(url)
    return url


@pytest.fixture
def nats(tmp_path: Path) -> Iterator[NatsServer]:
    with nats_server(tmp_path) as server:
        yield server


@pytest.fixture
def apart(tmp_path: Path) -> Iterator[NatsServer]:
    """Another server, which is told nothing of what the first one hears."""
    folder = tmp_path / "apart"
    folder.mkdir()
    with nats_server(folder) as server:
        yield server


def on(*addresses: str, user: str = "", password: str = "", tls: Any = None) -> Connect:
    """Makes the bus of a process."""
    servers = NatsServers(addresses, user, password, tls)
    return lambda notifier: NatsBus(servers, SUBJECT, notifier)


@asynccontextmanager
async def serving(url: str, *connects: Connect) -> AsyncIterator[list[DatabaseProcess]]:
    """One process for each; all of them wait for a row, and have looked."""
    processes = [DatabaseProcess(url, make_bus=connect) for connect in connects]
    async with AsyncExitStack() as stack:
        for process in processes:
            await stack.enter_async_context(process.serving())
        yield processes


async def all_on_bus(*processes: DatabaseProcess) -> None:
    def problems() -> list[str]:
        return [found for process in processes if (found := process.others.bus_problem)]

    await come_to_pass(lambda: not problems(), what="the bus")


async def all_wait(*processes: DatabaseProcess, rows: int = 1) -> asyncio.Future[list[int]]:
    """They have looked in vain."""
    for process in processes:
        process.looked.clear()
    waiting = asyncio.gather(*(process.wait(rows) for process in processes))
    async with asyncio.timeout(LONG):
        for process in processes:
            await process.looked.wait()
    return waiting


async def seen(waiting: asyncio.Future[list[int]]) -> list[int]:
    async with asyncio.timeout(LONG):
        return await waiting


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(main())


def refuse(*_arguments: object) -> None:
    raise AssertionError("it was sent by NOTIFY")


@pytest.mark.usefixtures("_only_woken")
def test_while_all_are_on_nats_a_commit_wakes_all_without_notify(
    url: str, nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with serving(url, *[on(nats.address)] * 3) as processes:
            await all_on_bus(*processes)
            monkeypatch.setattr(database_module, "send", refuse)
            waiting = await all_wait(*processes)
            await processes[0].database.write(insert_and_notify)
            assert await seen(waiting) == [1, 1, 1]

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_as_long_as_one_process_is_not_on_nats_notify_wakes_all(
    url: str, nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: Counter[Members] = Counter()
    saw = Members.saw

    def counting(members: Members, names: Collection[str]) -> bool:
        looks[members] += bool(members.name != LISTENER)
        return saw(members, names)

    monkeypatch.setattr(Members, "saw", counting)

    async def main() -> None:
        async with serving(url, on(nats.address), on(nats.address), no_bus) as processes:
            first, second, without = processes
            # Both are on it, and have looked for so long that they would use it.
            await come_to_pass(
                lambda: min(looks[one.others._members] for one in (first, second)) > 5
            )
            assert first.others.processes == 3
            assert first.others.bus_problem.startswith("not every process is on it")
            waiting = await all_wait(second, without)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1, 1]
            waiting = await all_wait(first, second, rows=2)
            await without.database.write(insert_and_notify)
            assert await seen(waiting) == [2, 2]

    run(main)


def test_a_process_that_others_do_not_know_yet_looks_by_itself(
    url: str, nats: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has begun since they have looked at the names, and what they send does not reach it."""

    async def main() -> None:
        async with serving(url, on(nats.address)) as (first,):
            await all_on_bus(first)
            monkeypatch.setattr(first.others._members, "saw", lambda _names: False)
            async with serving(url, no_bus) as (late,):
                waiting = await all_wait(late)
                await first.database.write(insert_and_notify)
                assert await seen(waiting) == [1]

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_what_is_undone_is_not_sent(url: str, nats: NatsServer) -> None:
    def fail(connection: Connection) -> None:
        insert_and_notify(connection)
        raise LookupError

    async def main() -> None:
        async with serving(url, *[on(nats.address)] * 2) as (first, second):
            await all_on_bus(first, second)
            heard: list[bytes | str] = []
            hear = second.notifier.hear

            def noting(payload: bytes | str) -> None:
                heard.append(payload)
                hear(payload)

            second.notifier.hear = noting  # type: ignore[method-assign]
            waiting = await all_wait(second)
            with pytest.raises(LookupError):
                await first.database.write(fail)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1]
            assert len(heard) == 1

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_while_the_server_is_gone_notify_takes_its_place_and_gives_it_back(
    url: str, nats: NatsServer, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def main() -> None:
        async with serving(url, *[on(nats.address)] * 3) as processes:
            await all_on_bus(*processes)
            nats.kill()
            await come_to_pass(lambda: all(one.others.bus_problem for one in processes))
            waiting = await all_wait(*processes)
            await processes[0].database.write(insert_and_notify)
            assert await seen(waiting) == [1, 1, 1]
            await come_to_pass(lambda: "Connect call failed" in processes[0].others.bus_problem)
            nats.start()
            await all_on_bus(*processes)
            monkeypatch.setattr(database_module, "send", refuse)
            waiting = await all_wait(*processes, rows=2)
            await processes[1].database.write(insert_and_notify)
            assert await seen(waiting) == [2, 2, 2]

    with caplog.at_level(logging.WARNING):
        run(main)
    told = [record.getMessage() for record in caplog.records]
    assert sum("NATS is not connected, NOTIFY takes its place" in line for line in told) == 3
    assert told.count("NATS is connected again") == 3


def test_who_is_cut_off_alone_looks_by_itself_until_the_others_know(
    url: str, nats: NatsServer, apart: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others send by the bus meanwhile, which it does not hear."""

    async def main() -> None:
        async with serving(url, on(nats.address), on(apart.address)) as (first, second):
            await all_on_bus(first, second)
            # Nobody looks at the names any more, as in the first seconds.
            for one in (first, second):
                monkeypatch.setattr(one.others._members, "saw", lambda _names: False)
            monkeypatch.setattr(database_module, "send", refuse)
            apart.kill()
            await come_to_pass(lambda: bool(second.others.bus_problem))
            waiting = await all_wait(second)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1]

    run(main)


def _die_before_it_sends(url: str, address: str, is_known: Event) -> None:
    """A process that is killed between its commit and its message, once the other one knows it."""
    listening._BEAT_SECONDS = 0.3  # type: ignore[misc, assignment]

    def die(_raised: Notifications) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    async def main() -> None:
        async with serving(url, on(address)) as (dying,):
            assert dying.bus is not None
            await all_on_bus(dying)
            await come_to_pass(is_known.is_set)
            with mock.patch.object(dying.bus, "publish", die):
                await dying.database.write(insert_and_notify)

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_what_a_killed_process_has_committed_and_not_sent_is_looked_for(
    url: str, nats: NatsServer
) -> None:
    is_known = PROCESSES.Event()
    process = PROCESSES.Process(
        target=_die_before_it_sends, args=(url, nats.address, is_known), daemon=True
    )

    async def main() -> None:
        async with serving(url, on(nats.address)) as (first,):
            waiting = await all_wait(first)
            process.start()
            await come_to_pass(lambda: first.others.processes == 2)
            await all_on_bus(first)
            is_known.set()
            assert await seen(waiting) == [1]

    run(main)
    process.join()
    assert process.exitcode == -signal.SIGKILL


def test_what_servers_lose_between_them_is_found_by_looking_once_in_a_while(
    url: str, nats: NatsServer, apart: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "_SAFETY_SECONDS", 0.1)

    async def main() -> None:
        async with serving(url, on(nats.address), on(apart.address)) as (first, second):
            await all_on_bus(first, second)
            monkeypatch.setattr(database_module, "send", refuse)
            waiting = await all_wait(second)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1]

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_a_portal_starts_without_a_server(url: str, nats: NatsServer) -> None:
    nats.kill()

    async def main() -> None:
        async with serving(url, *[on(nats.address)] * 2) as (first, second):
            waiting = await all_wait(second)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1]
            nats.start()
            await all_on_bus(first, second)

    run(main)


def test_of_several_servers_one_that_is_there_is_enough(
    url: str, nats: NatsServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def in_the_order_given(_servers: object) -> None:
        """The library begins with any."""

    monkeypatch.setattr("nats.aio.client.shuffle", in_the_order_given)

    async def main() -> None:
        async with serving(url, on("nats://127.0.0.1:1", nats.address)) as (process,):
            await all_on_bus(process)

    with caplog.at_level(logging.WARNING):
        run(main)
    assert caplog.records == []


@pytest.mark.parametrize(
    ("user", "password", "problem"),
    [
        (USER, "a wrong one", "authorization violation"),
        ("", "", "authorization violation"),
        (NO_SENDER, PASSWORD, "permissions violation for publish"),
        (USER, PASSWORD, ""),
    ],
)
def test_whom_the_server_does_not_let_in_or_send_works_by_notify_and_says_why(
    url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    user: str,
    password: str,
    problem: str,
) -> None:
    async def main(server: NatsServer) -> None:
        connect = on(server.address, user=user, password=password)
        async with serving(url, connect, connect) as processes:
            await come_to_pass(
                lambda: (
                    all(problem in one.others.bus_problem.lower() for one in processes)
                    if problem
                    else not any(one.others.bus_problem for one in processes)
                )
            )
            waiting = await all_wait(*processes)
            await processes[0].database.write(insert_and_notify)
            assert await seen(waiting) == [1, 1]

    with caplog.at_level(logging.DEBUG), nats_server(tmp_path, rights=True) as server:
        run(lambda: main(server))
    assert problem in caplog.text.lower()
    for secret in (PASSWORD, "a wrong one"):
        assert secret not in caplog.text


@pytest.mark.usefixtures("_only_woken")
def test_what_strangers_send_wakes_nobody_and_ends_nothing(url: str, nats: NatsServer) -> None:
    from nats.aio.client import Client

    async def main() -> None:
        stranger = Client()
        async with serving(url, *[on(nats.address)] * 2) as (first, second):
            await all_on_bus(first, second)
            connections = [one.bus.connection for one in (first, second) if one.bus]
            woken: list[str] = []
            wake = second.notifier.wake

            def noting(topic: Any) -> None:
                woken.append(topic)
                wake(topic)

            second.notifier.wake = noting  # type: ignore[method-assign]
            await stranger.connect(nats.address)
            for payload in (*GARBAGE, b"x" * (1 << 20), b'["a", {"of nobody": 0}]'):
                await stranger.publish(SUBJECT, payload)
            await stranger.publish("portal.another", b'["a", {"account:1": 0}]')
            await stranger.close()
            waiting = await all_wait(second)
            await first.database.write(insert_and_notify)
            assert await seen(waiting) == [1]
            assert woken == ["of nobody", TOPIC]
            assert [one.bus.connection for one in (first, second) if one.bus] == connections

    run(main)


@pytest.mark.usefixtures("_only_woken")
def test_a_server_is_believed_by_its_certificate(url: str, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)

    async def main(server: NatsServer) -> None:
        address = server.address.replace("nats:", "tls:")
        trusting = on(address, tls=nats_bus._tls(str(certificate)))
        async with serving(url, trusting, trusting) as processes:
            await all_on_bus(*processes)
        async with serving(url, on(address, tls=nats_bus._tls(""))) as (other,):
            await come_to_pass(lambda: "CERTIFICATE_VERIFY_FAILED" in other.others.bus_problem)

    with nats_server(tmp_path, certificate=certificate) as server:
        run(lambda: main(server))


def test_no_password_is_sent_to_a_server_that_does_not_encrypt(url: str) -> None:
    """Whoever stands between may have taken that out of the server's greeting."""
    received: list[bytes] = []

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'INFO {"server_id": "x", "version": "2.9.10", "max_payload": 1048576}\r\n')
        received.append(await reader.read(1 << 16))
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(greet, "127.0.0.1") as server:
            port = server.sockets[0].getsockname()[1]
            address = f"tls://127.0.0.1:{port}"
            tls = nats_bus._tls("")
            async with (
                serving(url, on(address, user=USER, password=PASSWORD, tls=tls)) as (
                    with_password,
                ),
                serving(url, on(address, tls=tls)) as (without,),
            ):
                for one in (with_password, without):
                    await come_to_pass(lambda: "not encrypt" in one.others.bus_problem)  # noqa: B023

    run(main)
    assert received
    assert not any(PASSWORD.encode() in data for data in received)
