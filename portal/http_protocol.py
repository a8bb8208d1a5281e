"""HTTP/1.1 with limits: what a client may send before the portal gives it up.

uvicorn limits neither the head of a request nor the time that it takes; a proxy in front may, but
not every set-up has one. docs/operators.md has the same numbers for nginx.
"""

import asyncio
import http
from collections import deque
from collections.abc import Callable
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Final
from urllib.parse import unquote

import httptools
from uvicorn import Config
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from portal.http_exchange import LOG, Exchange
from portal.platform.asgi import CONNECTION, HEADERS, Scope

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
_HEAD: Final = "head"
_BODY: Final = "body"
_NAME: Final = itemgetter(0)
_ASGI: Final = {"version": "3.0", "spec_version": "2.3"}


@cache
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

    logger = LOG
    ws_protocol_class = None
    timeout_keep_alive_task: asyncio.TimerHandle | None = None
    cycle: RequestResponseCycle = None  # type: ignore[assignment]
    flow: FlowControl = None  # type: ignore[assignment]
    client: tuple[str, int] | None = None

    _status = http.HTTPStatus.BAD_REQUEST
    _part: str | None = None
    """What of a request has begun and not ended."""
    _timer: asyncio.TimerHandle | None = None
    """Of that part, where it does not come in one piece."""
    _raw_bytes = 0
    _body_seconds = 0.0
    _body_bytes = 0

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: object,  # noqa: ARG002  the portal's lifespan has none
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Set what uvicorn's methods need. Its own looks for loggers by name, and is not called."""
        self.config = config
        self.app = config.loaded_app
        self.loop = _loop or asyncio.get_running_loop()
        self.parser = httptools.HttpRequestParser(self)
        # A connection may be closed behind the first of several requests.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.timeout_keep_alive = config.timeout_keep_alive
        self.server_state = server_state
        self.connections = server_state.connections
        self.tasks = server_state.tasks
        self.pipeline = deque()

    def send_piece(self, data: bytes) -> None:
        """See `portal.platform.asgi.HttpConnection`."""
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.connections.add(self)
        self.transport = transport
        self.flow = FlowControl(transport)
        if len(self.connections) > most_connections():
            self._refuse(http.HTTPStatus.SERVICE_UNAVAILABLE)
            return
        peer = transport.get_extra_info("peername")
        self.client = None if peer is None else (peer[0], peer[1])
        self._begin_head()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_part()
        super().connection_lost(exc)
        if self.on_lost is not None:
            self.on_lost()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._part is None:
            self._begin_head()
        self._raw_bytes += len(data)
        super().data_received(data)
        if self._part is not None:
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
        if self._timer is not None:
            return
        if self._part is _HEAD:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._head_is_late)
        elif self._part is _BODY:
            self._timer = self.loop.call_later(_TICK_SECONDS, self._look_at_body)

    def on_message_begin(self) -> None:
        self.url, self.headers = b"", []
        if self._part is not _HEAD:
            self._begin_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._end_part()
        self._check_length()
        hosts = [*map(_NAME, self.headers)].count(b"host")
        parser = self.parser
        version = parser.get_http_version()
        # RFC 9112, 3.2: of two, each that reads them may take another one.
        if hosts > 1 or (not hosts and version != "1.0"):
            raise _Refusal
        scope = self._scope(version)
        before: RequestResponseCycle | None = self.cycle
        self.cycle = Exchange(
            scope,
            self.transport,
            self.flow,
            self.server_state.default_headers,
            self.on_response_complete,
            keep_alive=version != "1.0" and parser.should_keep_alive(),
            expects_100=b"expect" in scope[HEADERS],
        )
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            # One that was sent before the answer to the last had come.
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))
        # Of the lines behind the body.
        self.headers = []
        self._part, self._body_seconds = _BODY, 0

    def _scope(self, version: str) -> Scope:
        """That of ASGI, made at once where everything is known."""
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        scope: Scope = {
            "type": "http",
            "asgi": _ASGI,
            "http_version": version,
            "client": self.client,
            "scheme": "http",
            "method": self.parser.get_method().decode("ascii"),
            "path": unquote(path) if "%" in path else path,
            "raw_path": url.path,
            "query_string": url.query or b"",
            "headers": self.headers,
        }
        scope[HEADERS] = dict(reversed(self.headers))
        scope[CONNECTION] = self
        return scope

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._end_part()
        if self.headers:
            self._check_length()
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.more_body = False
            cycle.message_event.set()

    def send_400_response(self, _msg: str) -> None:
        """Called for whatever the parser refuses; a limit has a status of its own."""
        self._refuse(self._status)

    def _check_length(self) -> None:
        """Of the whole head, or of the lines behind a body; one that does not end has its limit in
        `data_received`.
        """
        length = len(self.url) + sum(map(len, chain.from_iterable(self.headers)))
        if length > HEAD_BYTES or len(self.headers) > HEAD_LINES:
            self._status = http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise _Refusal

    def _begin_head(self) -> None:
        self._part = _HEAD
        self._raw_bytes = self._body_bytes = 0

    def _end_part(self) -> None:
        self._part = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _head_is_late(self) -> None:
        self._refuse(http.HTTPStatus.REQUEST_TIMEOUT)

    def _look_at_body(self) -> None:
        """Counts the time in which the portal was ready to read, and the client sent little."""
        if not (self.flow.read_paused or self.cycle.waiting_for_100_continue):
            self._body_seconds += _TICK_SECONDS
        if self._body_seconds < BODY_SECONDS + self._body_bytes / BODY_BYTES_A_SECOND:
            self._timer = self.loop.call_later(_TICK_SECONDS, self._look_at_body)
            return
        self._refuse(http.HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: http.HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        self._end_part()
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
