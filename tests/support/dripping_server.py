"""A real server that never finishes what it says, one piece at a time, so that no pause is long.

    with dripping_server(body(b"x")) as server:
        server.url             # http://127.0.0.1:PORT
        server.connections     # how many there were

What it says is an endless iterator; `ENDLESS` has one for each part of an HTTP answer.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import Final

from crypto.envelope import MEDIA_TYPE

PAUSE: Final = 0.05
"""Seconds between two pieces."""
PATIENCE: Final = 10.0
"""Seconds after which even such a server hangs up, so that a client without a limit comes back."""

_HEAD: Final = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA_TYPE}\r\n".encode()

Pieces = Callable[[], Iterator[bytes]]

ENDLESS: Final[dict[str, Pieces]] = {
    "status": lambda: chain([b"HTTP/1.1 200 "], repeat(b"O")),
    "head": lambda: chain([_HEAD, b"X-Long: "], repeat(b"x")),
    "interim": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": lambda: chain([_HEAD, b"Content-Length: 60000\r\n\r\n"], repeat(b"x")),
    "chunks": lambda: chain([_HEAD, b"Transfer-Encoding: chunked\r\n\r\n"], repeat(b"1\r\nx\r\n")),
    "body-without-length": lambda: chain([_HEAD, b"\r\n"], repeat(b"x")),
    "nothing": lambda: repeat(b""),
}
"""One for each part of an answer in which it may be stuck."""

TLS_RECORD: Final[Pieces] = lambda: chain([b"\x16\x03\x03\x3f\xff"], repeat(b"\0"))  # noqa: E731
"""The beginning of an answer in a TLS handshake."""


@dataclass
class DrippingServer:
    """Where it listens, and how often it was spoken to."""

    port: int
    connections: int = 0

    @property
    def url(self) -> str:
        """Its address, without TLS."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def dripping_server(pieces: Pieces) -> Iterator[DrippingServer]:
    """Answer each connection with these pieces, as soon as it says something, until it ends."""
    ended = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            for piece in islice(pieces(), int(PATIENCE / PAUSE)):
                connection.sendall(piece)
                if ended.wait(PAUSE):
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = DrippingServer(listening.getsockname()[1])
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not ended.is_set():
                connection, _ = listening.accept()
                server.connections += 1
                threads.append(threading.Thread(target=answer, args=(connection,)))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield server
        finally:
            ended.set()
            socket.create_connection(("127.0.0.1", server.port)).close()
            for thread in (accepting, *threads):
                thread.join()
