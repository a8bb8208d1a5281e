"""PA/1's addresses."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from crypto.envelope import KEYS_PATH, MEDIA_TYPE, PATH
from crypto.jws import MAX_BYTES
from crypto.version import VERSION_PATH, version_document
from portal.api.long_polls import HeldAnswer, Signed
from portal.platform.asgi import Disconnected, read_body
from portal.platform.keys.key_ring import KeyRing
from portal.platform.logs import begin_request

# More than a request may have, so that a somewhat too long one still gets a signed refusal.
_MOST_READ: Final = 8 * MAX_BYTES


Answer = Callable[[bytes, HeldAnswer], Awaitable[Signed]]


class MessageEndpoint:
    """Plain ASGI: an idle device costs no more than it must."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive, _MOST_READ)
        if body is None:
            await Response(status_code=413)(scope, receive, send)
            return
        held = HeldAnswer(scope, send)
        try:
            signed = await self._answer(body, held)
        except Disconnected:
            return
        await held.finish(signed)


class Entrance:
    """Takes the messages of devices out before the application for browsers sees them.

    Devices outnumber browsers by far, and need none of its routing, headers and checks. It waits
    for nothing itself, so it is no coroutine.
    """

    def __init__(self, messages: ASGIApp, browsers: ASGIApp) -> None:
        self._messages = messages
        self._browsers = browsers

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http":
            return self._browsers(scope, receive, send)
        begin_request()
        is_message = scope["path"] == PATH and scope["method"] == "POST"
        return (self._messages if is_message else self._browsers)(scope, receive, send)


def key_set_route(keys: KeyRing) -> BaseRoute:
    """The key set, as the root has signed it; the newest, whichever process is asked."""
    headers = {"cache-control": "no-cache"}

    async def answer(_request: Request) -> Response:
        keys.look()
        return Response(keys.key_set, media_type=MEDIA_TYPE, headers=headers)

    return Route(KEYS_PATH, answer, methods=["GET"])


def version_route() -> BaseRoute:
    """How far this portal has come with PA/1."""
    headers = {"cache-control": "no-cache"}

    async def answer(_request: Request) -> Response:
        return Response(version_document(), media_type="application/json", headers=headers)

    return Route(VERSION_PATH, answer, methods=["GET"])
