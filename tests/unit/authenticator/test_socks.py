"""What is said to a SOCKS proxy, and what its answers mean."""

import socket

import pytest

from authenticator.model import Secret
from authenticator.network import socks
from authenticator.network.http_connect import TunnelRefused
from authenticator.network.routes import ProxyLogin

LOGIN = ProxyLogin(Secret("KLINIK\\montag"), Secret("turm7"))
OPEN, ASKS = b"\x05\x00", b"\x05\x02"
REACHED = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x01\xbb"


def ask_socks(host: str, replies: bytes, login: ProxyLogin | None = None) -> bytes:
    """What is sent to a proxy that says this and then hangs up."""
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(replies)
        theirs.shutdown(socket.SHUT_WR)
        socks.tunnel(ours, host, 443, login).connection.close()
        return theirs.recv(1000)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("portal.example", b"\x03\x0eportal.example"),
        ("praxis-müller.example", b"\x03\x1cxn--praxis-mller-klb.example"),
        ("10.1.2.3", b"\x01\x0a\x01\x02\x03"),
        ("::1", b"\x04" + bytes(15) + b"\x01"),
    ],
)
def test_a_socks_proxy_is_told_the_name_and_resolves_it_itself(host: str, told: bytes) -> None:
    sent = ask_socks(host, OPEN + REACHED)
    assert sent.startswith(b"\x05\x01\x00\x05\x01\x00" + told)
    assert sent.endswith(b"\x01\xbb")


def test_a_socks_proxy_is_told_user_name_and_password_where_it_asks() -> None:
    sent = ask_socks("portal.example", ASKS + b"\x01\x00" + REACHED, LOGIN)
    assert b"\x01\x0dKLINIK\\montag\x05turm7" in sent
    assert b"turm7" not in ask_socks("portal.example", OPEN + REACHED, LOGIN)


@pytest.mark.parametrize(
    ("replies", "login", "status"),
    [
        (b"\x05\xff", None, 407),
        (b"\x05\xff", LOGIN, 407),
        (ASKS + b"\x01\x01", LOGIN, 407),
        (OPEN + b"\x05\x02\x00\x01" + bytes(6), None, 403),
        (OPEN + b"\x05\x04\x00\x01" + bytes(6), None, 502),
        (OPEN + b"\x05\x01\x00\x01" + bytes(6), None, 500),
    ],
)
def test_what_a_socks_proxy_refuses_is_told_as_http_does(
    replies: bytes, login: ProxyLogin | None, status: int
) -> None:
    with pytest.raises(TunnelRefused) as refused:
        ask_socks("portal.example", replies, login)
    assert refused.value.status == status


@pytest.mark.parametrize("replies", [b"HTTP/1.1 400 Bad", b"\x04\x5a", OPEN + b"\x04\x00\x00\x01"])
def test_what_is_no_socks_proxy_counts_as_dead(replies: bytes) -> None:
    with pytest.raises(ConnectionError):
        ask_socks("portal.example", replies)
