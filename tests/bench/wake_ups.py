"""Who hears of commits that pgbench makes, by PostgreSQL's NOTIFY or by NATS."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from nats.aio.client import Client
from nats.aio.msg import Msg
from psycopg import AsyncConnection

CHANNEL: Final = "portal"
_RECEIVERS: Final = 3
"""Processes of a portal, say."""
_PAYLOAD: Final = b'["0123456789abcdef", {"account:12345": 0}]'
_PAUSE_SECONDS: Final = 0.005
_PROCESSES: Final = get_context("spawn")
Stopped = Callable[[], bool]


@contextmanager
def listening(url: str) -> Iterator[None]:
    """So many connections hear NOTIFY meanwhile, in a process of their own."""
    with _beside(_listen, url):
        yield


@contextmanager
def publishing(address: str, log: Path) -> Iterator[None]:
    """Each commit in pgbench's logs that begin with `log` is told to NATS, and heard, meanwhile.

    Raises:
        AssertionError: not everybody has heard of every commit.
    """
    with _beside(_publish, address, log):
        yield


@contextmanager
def _beside(work: Callable[..., None], *arguments: str | Path) -> Iterator[None]:
    ready, stop = _PROCESSES.Event(), _PROCESSES.Event()
    process = _PROCESSES.Process(target=work, args=(*arguments, ready, stop))
    process.start()
    assert ready.wait(60)
    try:
        yield
    finally:
        stop.set()
        process.join()
    assert process.exitcode == 0


def _listen(url: str, ready: Event, stop: Event) -> None:
    async def hear(connection: AsyncConnection) -> None:
        while not stop.is_set():
            async for _ in connection.notifies(timeout=0.2):
                pass

    async def main() -> None:
        async with AsyncExitStack() as stack:
            connections = [
                await stack.enter_async_context(await AsyncConnection.connect(url, autocommit=True))
                for _ in range(_RECEIVERS)
            ]
            for connection in connections:
                await connection.execute(f"LISTEN {CHANNEL}".encode())
            ready.set()
            await asyncio.gather(*map(hear, connections))

    asyncio.run(main())


def _publish(address: str, log: Path, ready: Event, stop: Event) -> None:
    heard = 0

    async def hear(_message: Msg) -> None:
        nonlocal heard
        heard += 1

    async def main() -> int:
        read: dict[Path, int] = {}
        sent = 0
        async with AsyncExitStack() as stack:
            sender, *receivers = [
                await stack.enter_async_context(_client(address)) for _ in range(1 + _RECEIVERS)
            ]
            for receiver in receivers:
                await receiver.subscribe(CHANNEL, cb=hear)
                await _settled(receiver.flush)
            ready.set()
            stopped = False
            while not stopped:
                # What was written before it stopped is read below.
                stopped = stop.is_set()
                for path in log.parent.glob(f"{log.name}.*"):
                    new = path.read_bytes()[read.get(path, 0) :]
                    read[path] = read.get(path, 0) + len(new)
                    sent += new.count(b"\n")
                    for _ in range(new.count(b"\n")):
                        await sender.publish(CHANNEL, _PAYLOAD)
                await asyncio.sleep(_PAUSE_SECONDS)
            async with asyncio.timeout(60):
                while heard < sent * _RECEIVERS:
                    await asyncio.sleep(_PAUSE_SECONDS)
        return sent

    assert asyncio.run(main()) > 0


async def _settled(flush: Callable[[], Awaitable[None]]) -> None:
    """The first of the library's questions may overtake what it has not sent yet."""
    await flush()
    await flush()


@asynccontextmanager
async def _client(address: str) -> AsyncIterator[Client]:
    client = Client()
    await client.connect(address)
    try:
        yield client
    finally:
        await client.close()
