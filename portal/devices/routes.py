"""PA/1's two addresses."""

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from crypto.envelope import KEYS_PATH, MEDIA_TYPE, PATH
from crypto.jws import MAX_BYTES
from portal.devices.pipeline import Signed
from portal.keys.key_ring import KeyRing
from portal.web.bodies import read_body
from portal.web.visitor import address

# More than a request may have, so that a somewhat too long one still gets a signed refusal.
_MOST_READ: Final = 8 * MAX_BYTES


Answer = Callable[[bytes, str], Awaitable[Signed]]


class MessageEndpoint:
    """Plain ASGI: an idle device costs no more than it must."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive, _MOST_READ)
        if body is None:
            await Response(status_code=413)(scope, receive, send)
            return
        signed = await self._answer(body, address(scope))
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(signed.data)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": signed.status, "headers": headers})
        await send({"type": "http.response.body", "body": signed.data})


class KeySetEndpoint:
    """The key set, as the root has signed it."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"cache-control": "no-cache"}
        response = Response(self._keys.key_set, media_type=MEDIA_TYPE, headers=headers)
        await response(scope, receive, send)


def device_routes(answer: Answer, keys: KeyRing) -> list[BaseRoute]:
    return [
        Route(PATH, MessageEndpoint(answer), methods=["POST"]),
        Route(KEYS_PATH, KeySetEndpoint(keys), methods=["GET"]),
    ]
