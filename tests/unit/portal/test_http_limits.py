"""What a client may send before the server gives it up: heads, bodies, connections, hosts."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from portal import http_protocol
from portal.http_protocol import HEAD_BYTES, HEAD_LINES
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy

GET = b"GET /help HTTP/1.1\r\nhost: portal\r\n"
POST = b"POST /pa/v1/messages HTTP/1.1\r\nhost: portal\r\n"
PIECE = b"x" * 65536


@pytest.fixture
def connection(portal: RunningPortal) -> Iterator[socket.socket]:
    with closing(connect(portal)) as made:
        yield made


def connect(portal: RunningPortal) -> socket.socket:
    return socket.create_connection(("127.0.0.1", portal.settings.port), timeout=20)


def answer(connection: socket.socket) -> tuple[int, bool]:
    """Its status, and whether the server closed the connection behind it."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
            if b"connection: close" not in received.lower() and b"\r\n\r\n" in received:
                return status(received), False
    except ConnectionResetError:
        pass
    return status(received), True


def status(received: bytes) -> int:
    return int(received.split(b" ", 2)[1]) if received else 0


def send_until_refused(connection: socket.socket, begin: bytes, piece: bytes, most: int) -> int:
    """How many bytes the server took before it closed."""
    sent = 0
    try:
        connection.sendall(begin)
        while sent < most:
            connection.sendall(piece)
            sent += len(piece)
    except (BrokenPipeError, ConnectionResetError):
        return sent
    return sent


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        pytest.param(b"GET /", PIECE, id="request line"),
        pytest.param(GET + b"x-long: ", PIECE, id="one line"),
        pytest.param(GET, b"x-many: 1\r\n" * 1000, id="many lines"),
        pytest.param(GET, b"x" * 20_000 + b": 1\r\n", id="long names"),
        pytest.param(b"", b"\r\n" * 10_000, id="nothing but ends of lines"),
        pytest.param(
            POST + b"transfer-encoding: chunked\r\n\r\n0\r\n",
            b"x-behind: 1\r\n" * 1000,
            id="trailers",
        ),
        pytest.param(
            POST + b"transfer-encoding: chunked\r\n\r\n0\r\nx-behind: ", PIECE, id="one trailer"
        ),
        pytest.param(POST + b"transfer-encoding: chunked\r\n\r\n1;", PIECE, id="chunk extension"),
    ],
)
def test_no_head_grows_without_end(connection: socket.socket, begin: bytes, piece: bytes) -> None:
    # What lies in the buffers of both sockets is sent, too.
    assert send_until_refused(connection, begin, piece, 64_000_000) < 32_000_000
    assert answer(connection) in ((431, True), (400, True), (0, True))


def test_a_head_that_is_too_long_is_told(connection: socket.socket) -> None:
    connection.sendall(GET + b"x-long: " + b"x" * HEAD_BYTES + b"\r\n\r\n")
    assert answer(connection) == (431, True)


def test_too_many_lines_are_told(connection: socket.socket) -> None:
    connection.sendall(GET + b"x: 1\r\n" * HEAD_LINES + b"\r\n")
    assert answer(connection) == (431, True)


def test_heads_of_usual_lengths_are_answered_one_after_the_other(connection: socket.socket) -> None:
    lines = b"x: 1\r\n" * (HEAD_LINES - 1)
    cookie = b"cookie: " + b"x" * (HEAD_BYTES // 2) + b"\r\n"
    for head in (GET + lines, GET + cookie, GET + cookie):
        connection.sendall(head + b"\r\n")
        received = b""
        while b"</html>" not in received:
            received += connection.recv(65536)
        assert status(received) == 200


@pytest.mark.parametrize("hosts", [b"", b"host: a\r\nhost: b\r\n", b"host: a\r\nHOST: a\r\n"])
def test_a_request_has_one_host(connection: socket.socket, hosts: bytes) -> None:
    connection.sendall(b"GET /help HTTP/1.1\r\n" + hosts + b"\r\n")
    assert answer(connection) == (400, True)


@pytest.mark.parametrize("begin", [b"", b"GET /help HT", GET, b"\r\n"])
def test_a_head_that_does_not_end_is_given_up(
    portal: RunningPortal, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.3)
    with closing(connect(portal)) as connection:
        connection.sendall(begin)
        assert answer(connection) == (408, True)


def test_a_head_that_drips_is_given_up(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.5)
    with closing(connect(portal)) as connection:
        begun = time.monotonic()
        assert send_slowly(connection, GET + b"x: ") < 10
        assert time.monotonic() - begun < 10


def test_the_second_head_of_a_connection_has_its_time_too(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.5)
    with closing(connect(portal)) as connection:
        connection.sendall(GET + b"\r\n")
        while b"</html>" not in connection.recv(65536):
            pass
        assert send_slowly(connection, GET + b"x: ") < 10


def send_slowly(connection: socket.socket, begin: bytes) -> float:
    """Seconds until the server closes."""
    begun = time.monotonic()
    connection.sendall(begin)
    connection.settimeout(0.1)
    while time.monotonic() - begun < 10:
        try:
            connection.sendall(b"x")
            if not connection.recv(1000):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begun


def test_a_body_that_does_not_come_is_given_up(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "BODY_SECONDS", 0.3)
    monkeypatch.setattr(http_protocol, "_TICK_SECONDS", 0.1)
    with closing(connect(portal)) as connection:
        connection.sendall(POST + b"content-length: 1000\r\n\r\nhalf")
        assert answer(connection) == (408, True)


def test_a_body_that_comes_slowly_enough_is_taken(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "BODY_SECONDS", 0.3)
    monkeypatch.setattr(http_protocol, "BODY_BYTES_A_SECOND", 1)
    monkeypatch.setattr(http_protocol, "_TICK_SECONDS", 0.1)
    with closing(connect(portal)) as connection:
        connection.sendall(POST + b"content-length: 24\r\n\r\n")
        for _ in range(6):
            connection.sendall(b"xxxx")
            time.sleep(0.1)  # so slow is this client
        assert answer(connection)[0] not in (0, 408)


def test_a_long_poll_is_not_given_up(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of an answer is the portal's own."""
    monkeypatch.setattr(http_protocol, "HEAD_SECONDS", 0.2)
    monkeypatch.setattr(http_protocol, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(http_protocol, "_TICK_SECONDS", 0.1)
    login = "poll-limits@abc.de"
    portal.create_account(login, cleared=True)
    device = activated(portal, login)
    assert device.poll(wait=1)["challenge"] is None


def test_more_connections_than_files_are_refused_at_once(
    own_portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "most_connections", lambda: 3)
    kept = [connect(own_portal) for _ in range(3)]
    for one in kept:
        one.sendall(GET + b"\r\n")
        assert answer(one) == (200, False)
    with closing(connect(own_portal)) as connection:
        assert answer(connection) == (503, True)
    kept.pop().close()
    for one in kept:
        one.close()


def test_as_many_connections_are_taken_as_the_process_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("resource.getrlimit", lambda _: (65536, 65536))
    assert 60_000 < http_protocol.most_connections.__wrapped__() < 65_536
    monkeypatch.setattr("resource.getrlimit", lambda _: (64, 64))
    assert http_protocol.most_connections.__wrapped__() == 50
