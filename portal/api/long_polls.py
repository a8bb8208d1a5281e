"""Long polls: signs of life while one waits, and its end when the server is about to stop."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Final, NamedTuple

from crypto.envelope import MEDIA_TYPE
from crypto.protocol import SIGN, SIGN_SECONDS, ProblemType
from portal.domain.devices.idempotency import Problem, Refused
from portal.platform.asgi import (
    MESSAGE,
    EndsWithConnection,
    HttpConnection,
    Message,
    Scope,
    address,
)
from portal.platform.database.notifications import Notifier

_A_SECOND: Final = 200
"""Devices that come back in one second; a poll costs the portal 2 to 3 ms."""
_RESTART: Final = 2
"""Seconds that a restart takes at least."""
_LONGEST: Final = 60
"""Seconds; longer would be too long a time in which nobody can log in."""
_HEADERS: Final = ((b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"))


class Signed(NamedTuple):
    """An answer, ready to send."""

    status: int
    data: bytes
    retry_after: int | None = None
    """Seconds, for proxies; the device reads it in the signed answer."""


class HeldAnswer(EndsWithConnection):
    """Where one message came from, and how it is answered.

    As a context the answer is being held back: every 25 seconds a line feed goes to the device, so
    that neither proxies nor networks take the connection for dead. The wait ends with the
    connection.
    """

    __slots__ = ("_begun", "_scope", "_send", "_timer", "address")

    def __init__(self, scope: Scope, send: Callable[[Message], Awaitable[None]]) -> None:
        super().__init__(scope)
        self.address = address(scope)
        self._scope = scope
        self._send = send
        self._timer: asyncio.TimerHandle | None = None
        self._begun: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        super().__enter__()
        if self._connection is not None:
            self._plan(self._connection)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().__exit__(kind, error, traceback)

    def _plan(self, connection: HttpConnection) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(SIGN_SECONDS, self._give_sign, connection)

    def _give_sign(self, connection: HttpConnection) -> None:
        if self._begun is None:
            self._begun = asyncio.ensure_future(self._begin())
        elif self._begun.done():
            # A task for each would be most of what an idle device costs.
            connection.send_piece(SIGN)
        self._plan(connection)

    async def _begin(self) -> None:
        # nginx would keep the signs for itself.
        await self._start(200, [(b"x-accel-buffering", b"no")])
        await self._send({"type": "http.response.body", "body": SIGN, "more_body": True})

    async def _start(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        headers += _HEADERS
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    def name(self, message: str) -> None:
        """Its signature was verified: what is counted may be counted by its name."""
        self._scope[MESSAGE] = message

    async def finish(self, signed: Signed) -> None:
        """Send the answer; its status and its header stay in it where a sign has gone before."""
        if self._begun is not None:
            await self._begun
        else:
            headers = [(b"content-length", b"%d" % len(signed.data))]
            if signed.retry_after is not None:
                headers.append((b"retry-after", b"%d" % signed.retry_after))
            await self._start(signed.status, headers)
        await self._send({"type": "http.response.body", "body": signed.data})


def refuse_if_closing(notifier: Notifier) -> None:
    """End a wait that has brought nothing.

    Raises:
        Refused: unavailable, with a moment of its own for each device, by chance.
    """
    if notifier.closed:
        wait = retry_after(notifier.released)
        raise Refused(Problem(ProblemType.UNAVAILABLE, retry_after=wait))


def retry_after(waiting: int) -> int:
    """Seconds until one of so many devices should come back."""
    spread = min(math.ceil(waiting / _A_SECOND), _LONGEST - _RESTART)
    return _RESTART + random.randint(0, spread)  # noqa: S311 (no secret)
