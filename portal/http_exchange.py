"""One request of HTTP/1.1 and its answer.

uvicorn's own looks each header of an answer through by regular expressions, which was a tenth of
what a page costs.
"""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from portal.platform.asgi import Headers, Message

LOG: Final = logging.getLogger("uvicorn.error")
_WITHOUT_BODY: Final = frozenset((HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED))
_PIECE: Final = b"%x\r\n%b\r\n"
_LAST: Final = b"0\r\n\r\n"
_LINE: Final = b": ".join


class BadAnswer(RuntimeError):
    """The application's answer cannot be sent as it is; the connection ends."""


class Exchange(RequestResponseCycle):
    """Sends what the portal's own application gives: names of headers in lower case, which sets no
    `transfer-encoding`. The head goes with the first piece of the body: two would be two packets,
    and wake the client twice.
    """

    logger = LOG
    disconnected = False
    more_body = True
    response_started = False
    response_complete = False
    chunked_encoding = False
    expected_content_length = 0

    _head = b""
    """What waits for the first piece of the body."""

    def __init__(
        self,
        scope: Any,
        transport: asyncio.Transport,
        flow: FlowControl,
        default_headers: Headers,
        on_response: Callable[[], None],
        *,
        keep_alive: bool,
        expects_100: bool,
    ) -> None:
        self.scope = scope
        self.transport = transport
        self.flow = flow
        self.default_headers = default_headers
        self.on_response = on_response
        self.keep_alive = keep_alive
        self.waiting_for_100_continue = expects_100
        self.message_event = asyncio.Event()
        self.body = bytearray()

    async def send(self, message: Any) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if not self.response_started:
            self._send_head(message)
        elif not self.response_complete:
            self._send_body(message)
        else:
            raise BadAnswer("behind the end of an answer")

    def _send_head(self, message: Message) -> None:
        status = message["status"]
        headers = [*self.default_headers, *message["headers"]]
        by_name = dict(headers)
        if by_name.get(b"connection") == b"close":
            self.keep_alive = False
        elif not self.keep_alive:
            headers.append((b"connection", b"close"))
        if b"content-length" in by_name:
            self.expected_content_length = int(by_name[b"content-length"])
        elif not self._is_without_body(status):
            self.chunked_encoding = True
            headers.append((b"transfer-encoding", b"chunked"))
        # With the empty line at the end; `splitlines` takes "\r" and "\n" alone for ends, too.
        lines = b"\r\n".join((*map(_LINE, headers), b"", b""))
        if len(lines.splitlines()) != len(headers) + 1 or b"\0" in lines:
            raise BadAnswer("a header that would be two")
        self.response_started = True
        self.waiting_for_100_continue = False
        self._head = STATUS_LINE[status] + lines

    def _send_body(self, message: Message) -> None:
        body, more = message.get("body", b""), message.get("more_body", False)
        left = self.expected_content_length
        if self.chunked_encoding:
            body = _PIECE % (len(body), body) if body else b""
            body = body if more else body + _LAST
        elif self.scope["method"] == "HEAD":
            left, body = 0, b""
        else:
            left -= len(body)
        if left < 0 or (left and not more):
            raise BadAnswer("not as long as it says")
        self.transport.write(self._head + body)
        if more:
            self._head, self.expected_content_length = b"", left
            return
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _is_without_body(self, status: int) -> bool:
        return self.scope["method"] == "HEAD" or status in _WITHOUT_BODY
