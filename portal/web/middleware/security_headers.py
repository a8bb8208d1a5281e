"""Headers that keep browsers strict."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# "same-origin" and not "no-referrer": the latter turns the Origin of our own forms into null.
_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TRANSPORT: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_CACHE: Final = b"cache-control"


class SecurityHeaders:
    """Adds the headers to every page; what may be cached says so itself."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._headers: Headers = [(k.encode(), v.encode()) for k, v in _HEADERS.items()]
        if secure:
            self._headers.append(_TRANSPORT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(message["headers"])
            await send(message)

        await self._app(scope, receive, send_strict)

    def _completed(self, headers: Headers) -> Headers:
        cached = any(name == _CACHE for name, _ in headers)
        rest = [] if cached else [(_CACHE, b"no-store")]
        return [*headers, *self._headers, *rest]
