"""Answers an operator's programs, on an address of its own that no proxy leads to."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from portal.http_protocol import LimitedHttpProtocol
from portal.monitoring.health import Health
from portal.monitoring.interface import (
    JSON,
    LIVE,
    METRICS,
    READY,
    Access,
    Answer,
    as_text,
    headline,
    not_free,
)
from portal.monitoring.metrics import Metrics
from portal.platform.asgi import header
from portal.platform.measures import CONTENT_TYPE

_Page = Callable[[Scope], Awaitable[Response]]


class MonitoringSite:
    """The ASGI application. Whoever has no token learns whether the portal is there and ready, as a
    load balancer must, and nothing else.
    """

    def __init__(self, metrics: Metrics, access: Access) -> None:
        self._metrics = metrics
        self._access = access
        self._pages: dict[str, _Page] = {
            LIVE: self._live,
            READY: self._ready,
            METRICS: self._measured,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope)
        response.headers["cache-control"] = "no-store"
        await response(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        page = self._pages.get(scope["path"])
        if page is None:
            return PlainTextResponse("There are /live, /ready and /metrics.\n", 404)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("GET only.\n", 405, {"allow": "GET, HEAD"})
        return await page(scope)

    async def _live(self, _scope: Scope) -> Response:
        return PlainTextResponse("alive\n")

    async def _ready(self, scope: Scope) -> Response:
        health = await self._metrics.examination.health()
        status = 200 if health.is_ready else 503
        if not self._permits(scope):
            return PlainTextResponse(f"{headline(ready=health.is_ready)}\n", status)
        answer = as_json(health)
        if JSON in header(scope, b"accept"):
            return Response(json.dumps(answer), status, media_type=JSON)
        return PlainTextResponse(f"{as_text(answer)}\n", status)

    async def _measured(self, scope: Scope) -> Response:
        if not self._permits(scope):
            return PlainTextResponse("A token is needed.\n", 401, {"www-authenticate": "Bearer"})
        return Response(await self._metrics.text(), media_type=CONTENT_TYPE)

    def _permits(self, scope: Scope) -> bool:
        return self._access.permits(header(scope, b"authorization"))


def as_json(health: Health) -> Answer:
    """The findings for programs."""
    return {
        "ready": health.is_ready,
        "level": health.level.name.lower(),
        "checks": [
            {"check": one.check, "level": one.level.name.lower(), "words": one.words}
            for one in health.findings
        ],
    }


class MonitoringListener:
    """Listens beside the portal's own server, on the same event loop."""

    def __init__(self, site: MonitoringSite, access: Access) -> None:
        self._access = access
        self._config = uvicorn.Config(
            site,
            loop="none",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
        )
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to answer.

        Raises:
            SettingsProblem: the address is in use, or not this machine's.
        """
        self._config.load()
        try:
            self._server = await asyncio.get_running_loop().create_server(
                self._protocol, self._access.host, self._access.port
            )
        except OSError as error:
            raise not_free(self._access) from error

    def close(self) -> None:
        """Answer no more."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._state.connections):
            connection.shutdown()

    def _protocol(self) -> asyncio.Protocol:
        return LimitedHttpProtocol(config=self._config, server_state=self._state, app_state={})
