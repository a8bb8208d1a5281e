"""What one process of the portal has of a PostgreSQL with the table `t`, without the portal."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import Connection, text

from portal.platform.database.bus import Bus
from portal.platform.database.database import open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.listening import Listener
from portal.platform.database.notifications import Deadline, Notifier, Topic, notify

TOPIC: Final = Topic("account:1")
LONG: Final = 60.0
"""Seconds within which something happens on any machine."""
GARBAGE: Final = (
    b"",
    b"no JSON",
    b"\xff\xfe",
    b"7",
    b'["name"]',
    b'["a", ["account:1"]]',
    b'[1, {"account:1": 0}]',
    b'["a", {"account:1": "soon"}]',
    b'["a", {"account:1": -1}]',
    b'["a", {"account:1": true}]',
    b'["a", {"account:1": NaN}]',
    b'["a", {"account:1": 1e9}]',
    b'["a", {"account:1": [0]}]',
    b"[" * 7000,
    b'["a", {"account:1": 0}' + b" " * 8000 + b"]",
)
"""What no portal sends to another one; most of it would be one character away from it."""


def no_bus(_notifier: Notifier) -> None:
    """For processes that know PostgreSQL only."""


class DatabaseProcess:
    """Listens, waits and writes as a process does."""

    def __init__(
        self, url: str, listens_at: str = "", make_bus: Callable[[Notifier], Bus | None] = no_bus
    ) -> None:
        self.notifier = Notifier()
        self.looked = asyncio.Event()
        """Whoever waits has looked."""
        self.bus = make_bus(self.notifier)
        self.others = Listener(listens_at or url, self.notifier, self.bus)
        self.database = open_database(
            url, self.notifier.deliver, sender=self.notifier.name, bus=self.bus
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        async with self.others.listening():
            yield
        self.database.close()

    async def wait(self, rows: int = 1) -> int:
        """Until there are so many rows; nothing but being woken ends it."""

        async def look() -> int:
            found = await self.database.read(count)
            self.looked.set()
            return found

        return await self.notifier.wait_until(
            TOPIC, look, lambda found: found >= rows, Deadline(math.inf)
        )


def make_table(url: str) -> None:
    with sync_transaction(url) as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))


def count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM t")).scalar_one())


def insert(connection: Connection) -> None:
    connection.execute(text("INSERT INTO t VALUES (1)"))


def insert_and_notify(connection: Connection) -> None:
    insert(connection)
    notify(connection, TOPIC)


async def come_to_pass(condition: Callable[[], bool], what: str = "it") -> None:
    """Wait without keeping the event loop."""
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.02)
    assert condition(), what


def woken(waits: DatabaseProcess, change: Callable[[], Awaitable[object]]) -> int:
    """How many rows are seen by who waits in a process and is woken by a change."""

    async def main() -> int:
        async with waits.serving():
            waiting = asyncio.create_task(waits.wait())
            await waits.looked.wait()
            await change()
            return await asyncio.wait_for(waiting, LONG)

    return asyncio.run(main())
