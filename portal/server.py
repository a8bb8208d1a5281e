"""The portal on a socket."""

import asyncio
import json
import logging
import signal
import socket
from typing import Final

import uvicorn

from portal.app import Portal
from portal.http_protocol import LimitedHttpProtocol
from portal.monitoring.interface import Access, monitoring_access
from portal.monitoring.listener import MonitoringListener, MonitoringSite
from portal.platform.database.migration import DatabaseProblem
from portal.platform.database.server_lock import ServerLock
from portal.platform.settings import Settings
from portal.web.middleware import UntrustedProxyAlarm
from portal.workers import Worker, address_of

_ALARM: Final = logging.getLogger("portal.alarm")

_KEEP_ALIVE_SECONDS: Final = 30
_GRACE_SECONDS: Final = 1
_ANSWERS_A_SECOND: Final = 300
"""Long polls that are ended, on a slow machine; each of them is told when to come back."""
_LOCK_SECONDS: Final = 5


class Server(uvicorn.Server):
    """uvicorn that ends long polls and uploads before it waits for open requests to end."""

    def __init__(
        self,
        portal: Portal,
        settings: Settings,
        lock: ServerLock | None = None,
        *,
        announce: bool = False,
        worker: Worker | None = None,
    ) -> None:
        config = _config(portal, settings)
        config.load()
        # Outside of what believes the headers, so that it sees the peer that they come from.
        trusted, clock = settings.trusted_proxies, portal.context.clock
        config.loaded_app = UntrustedProxyAlarm(config.loaded_app, trusted, clock)
        super().__init__(config)
        self._portal = portal
        self._lock = lock
        self._announce = announce
        self._worker = worker
        access = monitoring_access(settings)
        self._monitoring = None if access is None else _listener(portal, access)
        self.was_displaced = False
        """Whether it ended because another server has the database."""

    @property
    def address(self) -> str:
        """Where it listens, once it does."""
        return address_of(self.servers[0].sockets[0])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        # Before the portal itself, so that it can be seen to be starting.
        if self._monitoring is not None:
            await self._monitoring.start()
        await super().startup(sockets)
        if self._announce and self.started:
            print(json.dumps({"listening": self.address}), flush=True)  # noqa: T201  for scripts
        if self._worker is not None and self.started:
            loop = asyncio.get_running_loop()
            loop.add_reader(self._worker.life, self._end)
            self._worker.say_ready()

    def _end(self) -> None:
        self.should_exit = True

    async def main_loop(self) -> None:
        if self._lock is None:
            await super().main_loop()
            return
        watching = asyncio.create_task(self._watch(self._lock))
        await super().main_loop()
        watching.cancel()

    async def _watch(self, lock: ServerLock) -> None:
        while await asyncio.to_thread(lock.is_held):
            await asyncio.sleep(_LOCK_SECONDS)
        _ALARM.error("another portal has taken the database while this one had lost it: it ends")
        self.was_displaced = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._portal.stop_waiting()
        waiting = self._portal.context.notifier.released
        self.config.timeout_graceful_shutdown = _GRACE_SECONDS + waiting // _ANSWERS_A_SECOND
        await super().shutdown(sockets)
        if self._monitoring is not None:
            self._monitoring.close()


def serve(
    portal: Portal,
    settings: Settings,
    lock: ServerLock,
    *,
    announce: bool,
    worker: Worker | None = None,
) -> bool:
    """Serve until SIGTERM or SIGINT; False when the address could not be used.

    Raises:
        DatabaseProblem: another server took the database meanwhile.
    """
    server = Server(portal, settings, lock, announce=announce, worker=worker)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again at the end; by then there is nothing left to stop.
        signal.signal(number, lambda *_: None)
    try:
        server.run(None if worker is None else [worker.socket])
    except SystemExit:
        return False
    finally:
        portal.close()
    if server.was_displaced:
        raise DatabaseProblem(
            "The database was lost for a while, and another portal has taken it: end that one, "
            "or do not start this one."
        )
    return server.started


def _listener(portal: Portal, access: Access) -> MonitoringListener:
    return MonitoringListener(MonitoringSite(portal.metrics, access), access)


def _config(portal: Portal, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        portal.asgi,
        host=settings.host,
        port=settings.port,
        loop="auto",
        http=LimitedHttpProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        # Without one it has lines made of each connection, which nobody reads.
        log_level=logging.INFO,
        interface="asgi3",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
