"""One line for each request. Query and fragment may hold secrets: the path alone is logged."""

import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.platform.asgi import address, logged_path

_LOG: Final = logging.getLogger("portal.access")


class AccessLog:
    """Address, method, path, status and milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.monotonic()

        async def send_logging(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = (time.monotonic() - begun) * 1000
                _LOG.info(
                    "%s %s %s %d %.0f ms",
                    address(scope),
                    scope["method"],
                    logged_path(scope),
                    message["status"],
                    spent,
                )
            await send(message)

        await self._app(scope, receive, send_logging)
