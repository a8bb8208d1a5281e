"""HTTP/1.1 with limits: what a client may send before the portal gives it up.

uvicorn limits neither the head of a request nor the time that it takes; a proxy in front may, but
not every set-up has one. docs/operators.md has the same numbers for nginx.
"""

import asyncio
import http
from collections.abc import Callable
from itertools import chain
from operator import itemgetter
from typing import Any, Final
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from portal.http_exchange import Exchange
from portal.platform.asgi import CONNECTION

HEAD_BYTES: Final = 32 * 1024
"""Request line and header lines together."""
HEAD_LINES: Final = 100
HEAD_SECONDS: Final = 20
"""From the connection, or from the first byte of a further request, to the end of the head."""
BODY_SECONDS: Final = 40
"""For a body; longer ones have another second for each `BODY_BYTES_A_SECOND`."""
BODY_BYTES_A_SECOND: Final = 1024

_TICK_SECONDS: Final = 5
_RESERVED_FILES: Final = 200
"""Of the process's files: database, uploads, mails, logs, the sandbox."""
_FEWEST_CONNECTIONS: Final = 50
# A chunk of one byte comes in six.
_FRAMING: Final = 8
_NAME: Final = itemgetter(0)


def most_connections() -> int:
    """How many may be open at a time: as many as the process may open files, but for its own."""
    try:
        import resource
    except ImportError:  # Windows, where portals are tried out only
        return _FEWEST_CONNECTIONS
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(files - _RESERVED_FILES, _FEWEST_CONNECTIONS)


class _Refusal(Exception):
    """Ends the parsing of a request; the protocol has its status."""


class LimitedHttpProtocol(HttpToolsProtocol):
    """One connection. What goes beyond a limit is answered with a status alone and closed."""

    on_lost: Callable[[], object] | None = None
    """See `portal.platform.asgi.HttpConnection`."""

    _status = http.HTTPStatus.BAD_REQUEST
    _in_head = False
    _head_lines = 0
    _in_body = False
    _raw_bytes = 0
    _head_timer: asyncio.TimerHandle | None = None
    _body_timer: asyncio.TimerHandle | None = None
    _body_seconds = 0.0
    _body_bytes = 0

    def send_piece(self, data: bytes) -> None:
        """See `portal.platform.asgi.HttpConnection`."""
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > most_connections():
            self._refuse(http.HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._begin_head()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_head()
        self._end_body()
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if not (self._in_head or self._in_body):
            self._begin_head()
        self._raw_bytes += len(data)
        super().data_received(data)
        if self._in_head or self._in_body:
            self._check_framing()
            self._watch()

    def _check_framing(self) -> None:
        """Of a line without an end, in the head, of a chunk or behind the body, the parser says
        nothing.
        """
        framing = self._raw_bytes - self._body_bytes
        if framing > HEAD_BYTES + _FRAMING * self._body_bytes:
            self._refuse(http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _watch(self) -> None:
        """Start the timer of what has begun and not ended; most requests come in one piece, and
        need none.
        """
        if self._in_head and self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
        if self._in_body and self._body_timer is None:
            self._body_timer = self.loop.call_later(_TICK_SECONDS, self._look_at_body)

    def on_message_begin(self) -> None:
        self.url, self.headers = b"", []
        if not self._in_head:
            self._begin_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._end_head()
        self._check_length()
        self._head_lines = len(self.headers)
        names = [*map(_NAME, self.headers)]
        version = self.parser.get_http_version()
        # RFC 9112, 3.2: of two, each that reads them may take another one.
        if names.count(b"host") != 1 and (version != "1.0" or b"host" in names):
            raise _Refusal
        self.scope = self._scope(version)
        before: RequestResponseCycle | None = self.cycle
        self.cycle = Exchange(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=b"expect" in names,
            keep_alive=version != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            # One that was sent before the answer to the last had come.
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))
        self._in_body, self._body_seconds = True, 0

    def _scope(self, version: str) -> Any:
        """That of ASGI, made at once where everything is known."""
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        return {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": self.root_path,
            "method": self.parser.get_method().decode("ascii"),
            "path": unquote(path) if "%" in path else path,
            "raw_path": url.path,
            "query_string": url.query or b"",
            "headers": self.headers,
            "state": self.app_state.copy(),
            CONNECTION: self,
        }

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._end_body()
        if len(self.headers) > self._head_lines:
            # Lines behind a body have been put to those of the head.
            self._check_length()
        super().on_message_complete()

    def send_400_response(self, _msg: str) -> None:
        """Called for whatever the parser refuses; a limit has a status of its own."""
        self._refuse(self._status)

    def _check_length(self) -> None:
        """Of the whole head; one that does not end has its limit in `data_received`."""
        length = len(self.url) + sum(map(len, chain.from_iterable(self.headers)))
        if length > HEAD_BYTES or len(self.headers) > HEAD_LINES:
            self._status = http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _Refusal

    def _begin_head(self) -> None:
        self._in_head = True
        self._raw_bytes = self._body_bytes = 0

    def _end_head(self) -> None:
        self._in_head = False
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _head_is_late(self) -> None:
        self._head_timer = None
        self._refuse(http.HTTPStatus.REQUEST_TIMEOUT)

    def _end_body(self) -> None:
        self._in_body = False
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None

    def _look_at_body(self) -> None:
        """Counts the time in which the portal was ready to read, and the client sent little."""
        if not (self.flow.read_paused or self.cycle.waiting_for_100_continue):
            self._body_seconds += _TICK_SECONDS
        if self._body_seconds < BODY_SECONDS + self._body_bytes / BODY_BYTES_A_SECOND:
            self._body_timer = self.loop.call_later(_TICK_SECONDS, self._look_at_body)
            return
        self._body_timer = None
        self._refuse(http.HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: http.HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        self._end_head()
        self._end_body()
        # None before the first request, whatever its annotation says.
        first: RequestResponseCycle | None = self.cycle
        cycle = None if first is None or first.response_complete else first
        if cycle is None or not cycle.response_started:
            self.transport.write(
                f"HTTP/1.1 {status.value} {status.phrase}\r\n"
                "content-length: 0\r\nconnection: close\r\n\r\n".encode()
            )
        if cycle is not None:
            # What the application still says goes nowhere.
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.close()
