"""A total time limit for whatever goes over the network.

A socket's own time limit begins anew with each piece that arrives: who sends a byte now and then
is never too late for it, in a status line, a head, a body, a TLS handshake or interim answers
without end. A `Deadline` counts from beginning to end, and then shuts the connections down, which
ends whatever waits for them: at once on POSIX; on Windows perhaps with the next piece, or at the
socket's own limit.
"""

import socket
import threading
import time
from contextlib import suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Final, Self

from authenticator.time_limit import run_with_timeout

STEP_LIMIT: Final = 8.0
"""Seconds for one step of a way, from beginning to end: to a proxy, each of its answers, through
SOCKS, a TLS handshake, a script (PAC) with its redirects."""


class DeadlinePassed(TimeoutError):
    """The time was over before the work was done."""


class Deadline:
    """A context; one within another ends with the outer one at the latest."""

    def __init__(self, seconds: float, connection: socket.socket | None = None) -> None:
        """`connection`: one that is open already, and is shut down with those opened later."""
        self._seconds = seconds
        self.end = 0.0
        """By `time.monotonic`, once it is entered."""
        self._first = connection
        self._outer: Deadline | None = None
        self._watched: list[socket.socket] = []
        self._passed = False
        self._watching = threading.Lock()

    @property
    def remaining(self) -> float:
        """Seconds that are left; 0 when it has passed."""
        return max(0.0, self.end - time.monotonic())

    def __enter__(self) -> Self:
        self._outer = _CURRENT.get()
        self.end = time.monotonic() + self._seconds
        if self._outer is not None:
            self.end = min(self.end, self._outer.end)
        if self._first is not None:
            self.watch(self._first.fileno())
        self._timer = threading.Timer(self.remaining, self._pass)
        self._timer.daemon = True
        self._timer.start()
        self._token = _CURRENT.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raises:
        DeadlinePassed: in place of what the shut down connection has led to, be it an error or
            an answer that looks complete.
        """
        _CURRENT.reset(self._token)
        self._timer.cancel()
        with self._watching:
            passed = self._passed or not self.remaining
            for connection in self._watched:
                connection.close()
            self._watched.clear()
        if passed and (error is None or isinstance(error, Exception)):
            raise DeadlinePassed from error

    def watch(self, descriptor: int) -> None:
        """Shut the connection of this descriptor down in time; the outer deadlines do so too."""
        # A descriptor of its own: TLS moves the socket's to another object.
        copy = socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM)
        with self._watching:
            self._watched.append(copy)
            if self._passed:
                _shut_down(copy)
        if self._outer is not None:
            self._outer.watch(descriptor)

    def _pass(self) -> None:
        with self._watching:
            self._passed = True
            for connection in self._watched:
                _shut_down(connection)


_SHORTEST: Final = 0.001
"""Seconds; a socket with 0 would not wait at all, but fail."""
_CURRENT: Final[ContextVar[Deadline | None]] = ContextVar("deadline", default=None)
"""The innermost one of this thread."""


def watch(descriptor: int) -> None:
    """Let the deadlines of this thread, if any, shut the connection of this descriptor down."""
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.watch(descriptor)


def open_connection(host: str, port: int) -> socket.socket:
    """A TCP connection, watched by the deadlines of this thread.

    The name gets three quarters of the time, so that its failure is told from the deadline's, and
    each of its addresses an equal share of what is left, so that a dead one leaves some to the
    next.

    Raises:
        socket.gaierror: the name is not resolved, or not in time.
        OSError: nobody answers at any of the addresses.
        LookupError: there is no deadline.
    """
    deadline = _CURRENT.get()
    if deadline is None:
        raise LookupError("a connection needs a deadline")
    addresses = _addresses(host, port, 0.75 * deadline.remaining)
    failure = OSError("the name has no address")
    for number, (family, address) in enumerate(addresses):
        share = deadline.remaining / (len(addresses) - number)
        try:
            connection = _connected(family, address, share)
        except OSError as error:
            failure = error
        else:
            connection.settimeout(max(_SHORTEST, deadline.remaining))
            return connection
    raise failure


def _addresses(host: str, port: int, seconds: float) -> list[tuple[socket.AddressFamily, Any]]:
    def resolve() -> list[tuple[socket.AddressFamily, Any]]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [(family, address) for family, _, _, _, address in found]

    try:
        return run_with_timeout(seconds, resolve, OSError, UnicodeError, name="resolve")
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "no name") from error
    except TimeoutError as error:
        raise socket.gaierror(socket.EAI_AGAIN, "not resolved in time") from error


def _connected(family: socket.AddressFamily, address: Any, seconds: float) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        watch(connection.fileno())
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(max(_SHORTEST, seconds))
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):  # it is not connected, or no longer
        connection.shutdown(socket.SHUT_RDWR)
