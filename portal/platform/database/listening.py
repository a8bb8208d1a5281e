"""The connection by which a process hears of the others on the same PostgreSQL."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final, Protocol

from portal.platform.database.bus import LISTENER, LOOK_SECONDS, Bus, Members
from portal.platform.database.engines import driver_errors, is_sqlite, postgres_arguments
from portal.platform.database.notifications import CHANNEL, Notifier
from portal.platform.database.statement import lock_number
from portal.platform.database.timelines import Timeline

if TYPE_CHECKING:
    from psycopg import AsyncConnection

_LOG: Final = logging.getLogger("portal")
_NAMES: Final = (
    "SELECT application_name FROM pg_stat_activity"
    " WHERE datname = current_database() AND starts_with(application_name, %s)"
)
_CALL_ME: Final = "SELECT set_config('application_name', %s, false)"
_TRY_HOUSEKEEPING: Final = f"SELECT pg_try_advisory_lock({lock_number('portal housekeeping')})"
_BEAT_SECONDS: Final = 5
_ANSWER_SECONDS: Final = 5
_AGAIN_SECONDS: Final = 1


class Others(Protocol):
    """What a process knows of those that serve the same database."""

    keeps_house: bool
    """Whether this is the one that does what is to be done once."""
    processes: int
    """How many there are, this one included; as of the last seconds."""

    @property
    def bus_problem(self) -> str:
        """Why they are not woken by the bus, in words; "" where they are, or there is none."""

    def listening(self) -> contextlib.AbstractAsyncContextManager[None]:
        """While this process serves."""


def others(url: str, notifier: Notifier, bus: Bus | None = None) -> Others:
    """Those on the database of `url`."""
    return NoOthers() if is_sqlite(url) else Listener(url, notifier, bus)


class NoOthers:
    """On SQLite, where there is one process (docs/adr/0016-one-server.md)."""

    keeps_house = True
    processes = 1
    bus_problem = ""

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        yield


class Listener:
    """Hears notifications, and holds the lock of the housekeeping if no other process does.

    Both end with the connection, which is made anew; until then every waiter looks by itself. The
    connection's name says whether this process is on the bus, too.
    """

    def __init__(self, url: str, notifier: Notifier, bus: Bus | None = None) -> None:
        self.keeps_house = False
        self.processes = 1
        self._arguments = postgres_arguments(url) | {"application_name": LISTENER}
        self._errors: tuple[type[Exception], ...] = (*driver_errors(url), TimeoutError)
        self._notifier = notifier
        self._bus = bus
        self._members = Members(bus)
        self._look_seconds = self._members.look_seconds
        self._is_lost = False
        self._tried = asyncio.Event()
        self._timeline = Timeline("", 0)

    @property
    def bus_problem(self) -> str:
        return self._members.problem

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        works = self._for_ever(), self._watch_servers()
        tasks = [asyncio.create_task(work) for work in works]
        try:
            async with contextlib.AsyncExitStack() as stack:
                if self._bus is not None:
                    await stack.enter_async_context(self._bus.running(self._bus_changed))
                await self._tried.wait()
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _for_ever(self) -> None:
        while True:
            try:
                async with await self._connected() as connection:
                    await self._listen(connection)
            except self._errors:
                self._lost()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _watch_servers(self) -> None:
        """An old primary that is back, or was never away, shows nowhere else."""
        from portal.platform.database.postgres_servers import names_several, newest_server

        while names_several(self._arguments):
            with contextlib.suppress(*self._errors):
                await asyncio.to_thread(newest_server, self._arguments)
            await asyncio.sleep(_BEAT_SECONDS)

    async def _connected(self) -> "AsyncConnection[Any]":
        # Imported late: a portal on SQLite has no use for it.
        from psycopg import AsyncConnection

        from portal.platform.database.postgres_servers import newest_server

        server = await asyncio.to_thread(newest_server, self._arguments)
        return await AsyncConnection.connect(autocommit=True, **server)

    async def _listen(self, connection: "AsyncConnection[Any]") -> None:
        from portal.platform.database.postgres_servers import (
            ASK_TIMELINE,
            BE_MISSED,
            timeline_of_row,
        )

        asked = await connection.execute(ASK_TIMELINE)
        self._timeline = timeline_of_row(await asked.fetchone())
        await connection.execute(BE_MISSED)
        await connection.execute(f"LISTEN {CHANNEL}")
        await self._beat(connection)
        self._heard_again()
        while True:
            async for notification in connection.notifies(timeout=_BEAT_SECONDS):
                self._notifier.hear(notification.payload)
            await self._beat(connection)

    async def _beat(self, connection: "AsyncConnection[Any]") -> None:
        """Finds out whether the connection is dead, too, which nothing else would tell."""
        from portal.platform.database.postgres_servers import refuse_old

        refuse_old(self._timeline)
        async with asyncio.timeout(_ANSWER_SECONDS):
            if not self.keeps_house:
                taken = await connection.execute(_TRY_HOUSEKEEPING)
                self.keeps_house = bool((await taken.fetchone() or (False,))[0])
            if self._bus is not None:
                await connection.execute(_CALL_ME, (self._members.name,))
            found = await connection.execute(_NAMES, (LISTENER,))
            names = [name for (name,) in await found.fetchall()]
        self.processes = max(len(names), 1)
        if self._members.saw(names):
            self._notifier.wake_all()
        self._look_as_often_as_needed()

    def _bus_changed(self) -> None:
        self._members.lost_sight()
        self._look_as_often_as_needed()

    def _look_as_often_as_needed(self) -> None:
        seconds = self._members.look_seconds
        if seconds != self._look_seconds and not self._is_lost:
            self._notifier.look_by_itself(seconds)
        self._look_seconds = seconds

    def _lost(self) -> None:
        self.keeps_house = False
        self._members.lost_sight()
        if not self._is_lost:
            self._is_lost = True
            _LOG.warning("other portals are not heard: every wait looks by itself until they are")
            self._notifier.look_by_itself(LOOK_SECONDS)
        self._tried.set()

    def _heard_again(self) -> None:
        if self._is_lost:
            self._is_lost = False
            _LOG.warning("other portals are heard again")
        self._notifier.look_by_itself(self._look_seconds)
        self._tried.set()
