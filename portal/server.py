"""The portal on a socket."""

import json
import signal
import socket
from typing import Final

import uvicorn

from portal.app import Portal
from portal.platform.settings import Settings
from portal.web.forwarded import UntrustedProxyAlarm

_KEEP_ALIVE_SECONDS: Final = 30
_GRACE_SECONDS: Final = 1


class Server(uvicorn.Server):
    """uvicorn that ends long polls before it waits for open requests to end."""

    def __init__(self, portal: Portal, settings: Settings, *, announce: bool = False) -> None:
        config = _config(portal, settings)
        config.load()
        # Outside of what believes the headers, so that it sees the peer that they come from.
        trusted, clock = settings.trusted_proxies, portal.context.clock
        config.loaded_app = UntrustedProxyAlarm(config.loaded_app, trusted, clock)
        super().__init__(config)
        self._portal = portal
        self._announce = announce

    @property
    def address(self) -> str:
        """Where it listens, once it does."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{port}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._announce and self.started:
            print(json.dumps({"listening": self.address}), flush=True)  # noqa: T201  for scripts

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._portal.context.notifier.close()
        await super().shutdown(sockets)


def serve(portal: Portal, settings: Settings, *, announce: bool) -> bool:
    """Serve until SIGTERM or SIGINT; False when the address could not be used."""
    server = Server(portal, settings, announce=announce)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again at the end; by then there is nothing left to stop.
        signal.signal(number, lambda *_: None)
    try:
        server.run()
    except SystemExit:
        return False
    finally:
        portal.close()
    return server.started


def _config(portal: Portal, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        portal.asgi,
        host=settings.host,
        port=settings.port,
        loop="auto",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
