"""A daemon that speaks as clamd does, on a real socket, and knows one virus."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.support.uploads.samples import EICAR

CLEAN = b"stream: OK\0"
FOUND = b"stream: Eicar-Test-Signature FOUND\0"


class ScannerDaemon:
    """Answers INSTREAM; `answer` is said instead of the truth."""

    def __init__(self, server: socket.socket) -> None:
        self.answer: bytes | None = None
        self.scanned: list[bytes] = []
        self._server = server

    @property
    def address(self) -> str:
        name = self._server.getsockname()
        return name if isinstance(name, str) else f"{name[0]}:{name[1]}"

    def serve(self) -> None:
        """Until the socket is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._server.accept()
                with connection, contextlib.suppress(OSError):
                    self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as said:
            if said.read(10) != b"zINSTREAM\0":
                connection.sendall(b"UNKNOWN COMMAND\0")
                return
            data = b""
            while length := int.from_bytes(said.read(4), "big"):
                data += said.read(length)
        self.scanned.append(data)
        truth = FOUND if EICAR in data else CLEAN
        connection.sendall(truth if self.answer is None else self.answer)


@contextlib.contextmanager
def scanner_daemon(path: str = "") -> Iterator[ScannerDaemon]:
    """On a Unix socket at `path`, else on a free loopback port."""
    family = socket.AF_UNIX if path else socket.AF_INET
    with socket.socket(family) as server:
        server.bind(path or ("127.0.0.1", 0))
        server.listen()
        daemon = ScannerDaemon(server)
        thread = threading.Thread(target=daemon.serve, daemon=True)
        thread.start()
        try:
            yield daemon
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)
