"""Servers that never finish an answer: every exchange has an end, and leaves nothing locked."""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import pytest

from authenticator.diagnosis import portal_check
from authenticator.failures import Failure, Refused
from authenticator.network import (
    http_connect,
    http_get,
    pac_file,
    portal_client,
    socks,
    timed_adapter,
    tunnel,
)
from authenticator.network.access import Network
from authenticator.network.deadline import Deadline, open_connection
from authenticator.network.pac_file import PacNotLoaded, fetch_script
from authenticator.network.portal_client import PortalClient
from authenticator.network.routes import Proxy, ProxyKind, Route
from authenticator.network.rules import NetworkRules
from authenticator.network.trust import trust
from authenticator.network.tunnel import (
    open_stop,
    pass_proxy,
    shake_hands,
    shown_certificate,
    target_of,
)
from authenticator.services.device_session import DeviceSession
from crypto.envelope import MEDIA_TYPE
from crypto.keys import PrivateKey
from crypto.keyset import sign_key_set
from crypto.protocol import MessageName
from tests.support.dripping_server import (
    ENDLESS,
    PATIENCE,
    PAUSE,
    TLS_RECORD,
    Pieces,
    dripping_server,
)
from tests.support.patience import until
from tests.support.web_server import web_server

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER without time: close() resets the connection."""
LIMIT = 8 * PAUSE
"""Seconds in place of the real limits: some pieces come in this time, and each in time."""
LATEST = 0.8 * PATIENCE
"""Seconds after which an exchange counts as one without end, on a busy machine too."""

every_answer = pytest.mark.parametrize("pieces", ENDLESS.values(), ids=ENDLESS)


@pytest.fixture(autouse=True)
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_client, "ANSWER_LIMIT", 2 * LIMIT)
    monkeypatch.setattr(timed_adapter, "CONNECT_LIMIT", LIMIT)
    for module in (tunnel, http_connect, http_get, socks, pac_file):
        monkeypatch.setattr(module, "STEP_LIMIT", LIMIT)


@contextmanager
def soon() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < LATEST


def failure_of(call: Callable[[], object]) -> Failure:
    with soon(), pytest.raises(Refused) as refusal:
        call()
    return refusal.value.problem.failure


def proxy_of(url: str) -> Proxy:
    target = target_of(url)
    return Proxy(target.host, target.port)


@every_answer
def test_an_answer_to_a_message_that_never_ends_is_given_up(pieces: Pieces) -> None:
    with dripping_server(pieces) as server:
        client = PortalClient(server.url)
        assert failure_of(lambda: client.exchange(b"request")) is Failure.PORTAL_UNREACHABLE


@every_answer
def test_a_key_set_that_never_ends_is_given_up(pieces: Pieces) -> None:
    with dripping_server(pieces) as server:
        assert failure_of(PortalClient(server.url).key_set) is Failure.PORTAL_UNREACHABLE


def test_a_tls_handshake_with_the_portal_that_never_ends_is_given_up() -> None:
    with dripping_server(TLS_RECORD) as server:
        client = PortalClient(server.url.replace("http:", "https:"))
        assert failure_of(client.key_set) is Failure.PORTAL_UNREACHABLE


@pytest.mark.parametrize("name", ["status", "head", "nothing"])
def test_a_proxy_that_never_says_whether_it_connects_is_given_up(name: str) -> None:
    with dripping_server(ENDLESS[name]) as server:
        network = Network(NetworkRules(proxy=server.url))
        client = PortalClient("https://portal.example", network=network)
        assert failure_of(client.key_set) is Failure.PROXY_UNREACHABLE


def test_the_next_proxy_is_tried_after_one_that_never_says_whether_it_connects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with dripping_server(ENDLESS["head"]) as first, dripping_server(ENDLESS["head"]) as second:
        route = Route((proxy_of(first.url), proxy_of(second.url)))
        monkeypatch.setattr(Network, "route", lambda *_args, **_kw: route)
        client = PortalClient("https://portal.example", network=Network())
        assert failure_of(client.key_set) is Failure.PROXY_UNREACHABLE
        assert second.connections == 1


def test_a_tls_handshake_with_a_proxy_that_never_ends_is_given_up() -> None:
    with dripping_server(TLS_RECORD) as server:
        network = Network(NetworkRules(proxy=server.url.replace("http:", "https:")))
        client = PortalClient("https://portal.example", network=network)
        assert failure_of(client.key_set) is Failure.PROXY_UNREACHABLE


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_a_pac_file_that_never_ends_is_given_up(name: str) -> None:
    with dripping_server(ENDLESS[name]) as server, soon(), pytest.raises(PacNotLoaded):
        fetch_script(f"{server.url}/proxy.pac", trust())


def test_redirects_of_a_pac_file_get_no_further_time() -> None:
    with dripping_server(ENDLESS["body"]) as server:
        location = {"Location": f"{server.url}/proxy.pac"}
        first = web_server(b"", status=302, headers=location)
        with first as address, soon(), pytest.raises(PacNotLoaded):
            fetch_script(address, trust())


def test_a_pac_file_on_a_drive_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    silent = tmp_path / "proxy.pac"
    os.mkfifo(silent)
    answer = threading.Timer(PATIENCE, silent.write_text, ["late"])
    answer.start()
    with soon(), pytest.raises(PacNotLoaded):
        fetch_script(silent.as_uri(), trust())
    answer.cancel()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((name, ProxyKind.HTTP) for name in ("status", "head", "interim", "nothing")),
        ("nothing", ProxyKind.SOCKS5),
    ],
)
def test_looking_at_a_proxy_has_an_end(name: str, kind: ProxyKind) -> None:
    with dripping_server(ENDLESS[name]) as server:
        proxy, target = (
            replace(proxy_of(server.url), kind=kind),
            target_of("https://portal.example"),
        )
        connection = open_stop(proxy, target, trust())
        with soon(), _ended():
            pass_proxy(proxy, connection, target, trust(), None)


def test_looking_at_a_certificate_has_an_end() -> None:
    with dripping_server(TLS_RECORD) as server:
        url = server.url.replace("http:", "https:")
        target = target_of(url)
        with soon():
            assert shown_certificate(None, url, trust(), None) is None
        with soon(), open_stop(None, target, trust()) as connection, _ended():
            shake_hands(connection, trust(), target.host)


@every_answer
def test_the_connection_check_has_an_end(pieces: Pieces) -> None:
    with dripping_server(pieces) as server:
        target = target_of(server.url)
        with soon(), open_stop(None, target, trust()) as connection:
            assert portal_check.get(connection, target, "/", time.time) is None


def test_an_answer_that_never_ends_locks_no_later_message_out() -> None:
    """Approvals wait for the answer of the message before theirs (the ratchet)."""
    with dripping_server(ENDLESS["body"]) as server:
        session = DeviceSession(_client_with_keys(server.url), b"\7" * 32, ratchet="r")
        asked = [_asked_in_a_thread(session) for _ in range(3)]
        for thread in asked:
            thread.join(LATEST)
            assert not thread.is_alive()
    assert server.connections >= len(asked)


def test_a_reused_connection_is_given_up_as_well() -> None:
    """The first answer is complete and leaves the connection open; the second never ends."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: 2\r\n\r\n"
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    with dripping_server(lambda: chain([head.encode() + b"ok"], repeat(interim))) as server:
        client = PortalClient(server.url)
        assert failure_of(client.key_set) is Failure.FOREIGN_ANSWER
        assert failure_of(client.key_set) is Failure.PORTAL_UNREACHABLE
        assert server.connections == 1


@pytest.mark.parametrize("said", [b"", b"x"])
def test_a_connection_that_was_reset_before_tls_stays_with_its_caller(said: bytes) -> None:
    """Who closes it; a socket that Python's ssl has taken over could be closed by nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = socket.create_connection(server.getsockname())
        other, _ = server.accept()
    with connection:
        other.sendall(said)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        other.close()
        until(lambda: not _is_connected(connection), what="the reset")
        with pytest.raises(OSError, match="not connected"):
            trust().wrap_socket(connection, server_hostname="portal.example")
        assert connection.fileno() >= 0


def _is_connected(connection: socket.socket) -> bool:
    try:
        connection.getpeername()
    except OSError:
        return False
    return True


def test_no_connection_is_made_without_a_deadline() -> None:
    with pytest.raises(LookupError):
        open_connection("127.0.0.1", 9)


def test_an_inner_deadline_ends_with_the_outer_one() -> None:
    with dripping_server(ENDLESS["body"]) as server:
        target = target_of(server.url)
        with soon(), _ended(), Deadline(LIMIT):
            connection = open_connection(target.host, target.port)
            with connection, Deadline(60, connection):
                connection.sendall(b"x")
                while connection.recv(100):
                    pass


def test_a_name_that_is_never_resolved_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def never(*_args: object, **_kw: object) -> list[object]:
        answered.wait(PATIENCE)
        return []

    monkeypatch.setattr("socket.getaddrinfo", never)
    client = PortalClient("https://portal.example")
    assert failure_of(client.key_set) is Failure.NAME_UNRESOLVED
    answered.set()


def test_a_dead_address_leaves_time_for_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with _silent_port() as silent, web_server(b"x") as address:
        target = target_of(address)
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            for port in (silent, target.port)
        ]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_kw: found)
        with Deadline(LIMIT), open_connection("portal.example", 1) as connection:
            assert connection.getpeername()[1] == target.port


@contextmanager
def _ended() -> Iterator[None]:
    with pytest.raises(TimeoutError):
        yield


@contextmanager
def _silent_port() -> Iterator[int]:
    """Of a server that takes no more connections and refuses none."""
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


def _client_with_keys(address: str) -> PortalClient:
    root, signing, sealing = (PrivateKey.generate() for _ in range(3))
    keys = sign_key_set(
        root, aud=address, seq=1, signing=[signing.public], sealing=[sealing.public]
    )
    client = PortalClient(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_fetch", lambda *_: keys.encode())
        client.key_set()
    return client


def _asked_in_a_thread(session: DeviceSession) -> threading.Thread:
    def ask() -> None:
        with pytest.raises(Refused):
            session.ask(MessageName.RESPOND, lambda _slot: {})

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread
