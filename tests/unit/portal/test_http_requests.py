"""Requests as clients may send them: in pieces, several at a time, with and without a body."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.portal_server import RunningPortal

pytestmark = pytest.mark.heavy

HELP = b"GET /help HTTP/1.1\r\nhost: portal\r\n"
MESSAGE = b"POST /pa/v1/messages HTTP/1.1\r\nhost: portal\r\n"


@pytest.fixture
def connection(portal: RunningPortal) -> Iterator[socket.socket]:
    address = ("127.0.0.1", portal.settings.port)
    with closing(socket.create_connection(address, timeout=20)) as made:
        yield made


class Answers:
    """What comes back, one answer after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = b""

    def next(self, *, has_body: bool = True) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the next one."""
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if line)
        length = int(headers.get("content-length", "0")) if has_body else 0
        while len(self._received) < length:
            self._receive()
        body, self._received = self._received[:length], self._received[length:]
        return int(head[0].split()[1]), headers, body

    def _until(self, end: bytes) -> bytes:
        while end not in self._received:
            self._receive()
        found, self._received = self._received.split(end, 1)
        return found

    def _receive(self) -> None:
        piece = self._connection.recv(65536)
        assert piece, "the connection has ended"
        self._received += piece

    @property
    def have_ended(self) -> bool:
        """Whether nothing more comes."""
        return not self._received and not self._connection.recv(1)


def test_a_request_may_come_byte_by_byte(connection: socket.socket) -> None:
    for byte in HELP + b"\r\n":
        connection.sendall(bytes([byte]))
    status, headers, body = Answers(connection).next()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert body.endswith(b"</html>")


def test_requests_that_are_sent_at_once_are_answered_in_their_order(
    connection: socket.socket,
) -> None:
    message = MESSAGE + b"content-length: 2\r\n\r\n{}"
    connection.sendall(HELP + b"\r\n" + message + HELP + b"connection: close\r\n\r\n")
    answers = Answers(connection)
    assert answers.next()[0] == 200
    assert answers.next()[1]["content-type"] == "application/jose"
    status, headers, _ = answers.next()
    assert (status, headers["connection"]) == (200, "close")
    assert answers.have_ended


def test_paths_and_queries_are_those_of_each_request(connection: socket.socket) -> None:
    connection.sendall(
        b"GET /language?to=%2Fhelp HTTP/1.1\r\nhost: portal\r\n\r\n"
        b"GET /h%65lp?lang=en HTTP/1.1\r\nhost: portal\r\n\r\n"
        b"GET /help HTTP/1.1\r\nhost: portal\r\naccept-language: de\r\n\r\n"
    )
    answers = Answers(connection)
    answers.next()
    assert b'<html lang="en"' in answers.next()[2]
    assert b'<html lang="de"' in answers.next()[2]


def test_the_answer_to_head_has_the_length_of_that_to_get(connection: socket.socket) -> None:
    answers = Answers(connection)
    connection.sendall(HELP.replace(b"GET", b"HEAD") + b"\r\n")
    _, asked, _ = answers.next(has_body=False)
    connection.sendall(HELP + b"\r\n")
    status, headers, body = answers.next()
    assert (status, asked["content-length"]) == (200, headers["content-length"])
    assert len(body) == int(headers["content-length"])


def test_who_expects_to_be_told_to_go_on_is_told_so(connection: socket.socket) -> None:
    connection.sendall(MESSAGE + b"expect: 100-continue\r\ncontent-length: 2\r\n\r\n")
    answers = Answers(connection)
    assert answers.next()[0] == 100
    connection.sendall(b"{}")
    assert answers.next()[1]["content-type"] == "application/jose"


def test_a_body_may_come_in_chunks(connection: socket.socket) -> None:
    connection.sendall(MESSAGE + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
    connection.sendall(b"1\r\n}\r\n0\r\nx-behind: 1\r\n\r\n" + HELP + b"\r\n")
    answers = Answers(connection)
    assert answers.next()[1]["content-type"] == "application/jose"
    assert answers.next()[0] == 200


def test_a_client_of_http_1_0_is_answered_and_left(connection: socket.socket) -> None:
    connection.sendall(b"GET /help HTTP/1.0\r\n\r\n")
    answers = Answers(connection)
    status, headers, _ = answers.next()
    assert (status, headers["connection"]) == (200, "close")
    assert answers.have_ended
