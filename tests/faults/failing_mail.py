"""A mail server that misbehaves at a chosen moment, in a chosen way, until it is mended."""

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Final

MOMENTS: Final = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "end")
_ANSWERS: Final = {
    "greeting": b"220 localhost\r\n",
    "DATA": b"354 go on\r\n",
    "QUIT": b"221 bye\r\n",
    "STARTTLS": b"220 go on\r\n",
}
_RESET: Final = struct.pack("ii", 1, 0)
_DRIP_SECONDS: Final = 0.05


class _Gone(Exception):
    """The connection is of no use any more."""


class Line:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._rest = b""

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def read(self, end: bytes) -> bytes:
        """Up to `end`, without it."""
        while end not in self._rest:
            self._rest += (got := self._connection.recv(65_536))
            if not got:
                raise _Gone
        found, self._rest = self._rest.split(end, 1)
        return found

    def wait_for_its_end(self) -> None:
        """Until the other side gives it up."""
        while self._connection.recv(65_536):
            pass

    def reset(self) -> None:
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def start_tls(self, certificate: Path) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        self._connection = context.wrap_socket(self._connection, server_side=True)

    def close(self) -> None:
        self._connection.close()


def closes(line: Line) -> None:
    raise _Gone


def resets(line: Line) -> None:
    line.reset()
    raise _Gone


def is_silent(line: Line) -> None:
    line.wait_for_its_end()
    raise _Gone


def drips(line: Line) -> None:
    """An answer without end."""
    while True:
        line.send(b"2")
        threading.Event().wait(_DRIP_SECONDS)


def _says(answer: bytes, *, ends: bool = False) -> Callable[[Line], None]:
    def say(line: Line) -> None:
        line.send(answer)
        if ends:
            raise _Gone

    return say


WAYS: Final[dict[str, Callable[[Line], None]]] = {
    "says 451": _says(b"451 later\r\n"),
    "says 554": _says(b"554 no\r\n"),
    "says 421 and closes": _says(b"421 too many\r\n", ends=True),
    "says nonsense": _says(b"\x00\xff 250?\r\n"),
    "closes": closes,
    "resets": resets,
    "is silent": is_silent,
    "drips": drips,
}


class FailingMailServer:
    """Takes mails one connection at a time or more; `received` has Message-IDs by recipient."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.received: dict[str, list[str]] = {}
        self.failures = 0
        self.moment = ""
        self.way: Callable[[Line], None] | None = None
        self.takes_first = False
        """Whether a mail is taken before the server misbehaves at its end."""
        self._certificate = certificate
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._listen()

    def fail(
        self, moment: str, way: Callable[[Line], None] | None, *, takes_first: bool = False
    ) -> None:
        """From now on, at this moment of each mail."""
        self.failures, self.takes_first = 0, takes_first
        self.moment, self.way = moment, way

    def mend(self) -> None:
        self.moment, self.way = "", None

    def leave(self) -> None:
        """Nobody listens any more."""
        # close() alone leaves an accept() that waits with the port.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def come_back(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._listen()

    def copies(self) -> Counter[str]:
        """How often each recipient got the same mail."""
        return Counter({to: len(ids) for to, ids in self.received.items()})

    def _listen(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        line = Line(connection)
        with contextlib.suppress(_Gone, OSError):
            self._answer(line, "greeting")
            to = ""
            while True:
                words = line.read(b"\r\n").decode()
                command = words.partition(" ")[0].upper()
                if command == "RCPT":
                    (to,) = re.findall("<(.*)>", words)
                if self._answer(line, command) and command == "DATA":
                    self._take(line, to)
        line.close()

    def _take(self, line: Line, to: str) -> None:
        mail = line.read(b"\r\n.\r\n")
        if self.moment != "end" or self.takes_first:
            with self._lock:
                ids = self.received.setdefault(to, [])
                ids.append(message_from_bytes(mail)["Message-ID"])
        self._answer(line, "end")

    def _answer(self, line: Line, moment: str) -> bool:
        """Whether it was the right one."""
        if moment == self.moment and self.way is not None:
            self.failures += 1
            self.way(line)
            return False
        line.send(self._right_answer(moment))
        if moment == "STARTTLS" and self._certificate is not None:
            line.start_tls(self._certificate)
        return True

    def _right_answer(self, moment: str) -> bytes:
        if moment == "EHLO" and self._certificate is not None:
            return b"250-localhost\r\n250 STARTTLS\r\n"
        return _ANSWERS.get(moment, b"250 OK\r\n")


@contextmanager
def failing_mail_server(certificate: Path | None = None) -> Iterator[FailingMailServer]:
    """Serve until the block ends."""
    server = FailingMailServer(certificate)
    try:
        yield server
    finally:
        server.mend()
        server.leave()
