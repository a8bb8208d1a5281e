"""Connections step by step, where it matters which step fails: to tell which of them it was.

The portal's messages never go this way; they go through `portal_client`.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from typing import Final
from urllib.parse import urlsplit

from authenticator.network.deadline import Deadline, open_connection
from authenticator.network.proxy_logins import login_header
from authenticator.network.routes import Proxy, ProxyLogin, Step

TIME_LIMIT: Final = 8.0
"""Seconds for each step, from beginning to end."""

USABLE_SCHEME: Final = "basic"
WANTS_LOGIN: Final = frozenset((401, 407))
"""Answers to CONNECT; tinyproxy says 401 to a wrong password, where RFC 9110 wants 407."""


@dataclass(frozen=True)
class Target:
    """Where to."""

    host: str
    port: int
    tls: bool

    @property
    def name(self) -> str:
        """As people write it."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself."""

    issuer: str
    not_before: datetime
    not_after: datetime


class TunnelRefused(Exception):
    """A proxy was reached and does not connect."""

    def __init__(self, status: int, schemes: frozenset[str] = frozenset()) -> None:
        super().__init__(str(status))
        self.status = status
        self.schemes = schemes
        """Kinds of login that it offers, lower case."""


def target_of(url: str) -> Target:
    """Host and port of an address."""
    parts = urlsplit(url)
    tls = parts.scheme == "https"
    return Target(parts.hostname or "", parts.port or (443 if tls else 80), tls)


def first_stop(step: Step, target: Target) -> tuple[str, int]:
    """Host and port that this computer itself speaks to."""
    return (step.host, step.port) if step is not None else (target.host, target.port)


def open_stop(step: Step, target: Target, context: ssl.SSLContext) -> socket.socket:
    """A connection to the proxy, or to the portal where there is none.

    Raises:
        OSError: as `open_connection`; for a proxy behind TLS also as `shake_hands`.
    """
    connection: socket.socket | None = None
    try:
        with Deadline(TIME_LIMIT):
            connection = open_connection(*first_stop(step, target))
            if step is not None and step.tls:
                connection = shake_hands(connection, context, step.host)
    except OSError:
        if connection is not None:
            connection.close()
        raise
    return connection


def shake_hands(connection: socket.socket, context: ssl.SSLContext, host: str) -> ssl.SSLSocket:
    """TLS over a connection, which then belongs to the result.

    Raises:
        OSError: the other side does not take part, or not in time; `ssl.SSLError`: its
            certificate does not count.
    """
    connection.settimeout(TIME_LIMIT)
    secure = context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    try:
        with Deadline(TIME_LIMIT, secure):
            secure.do_handshake()
    except OSError:
        secure.close()
        raise
    return secure


def ask_tunnel(connection: socket.socket, target: Target, login: ProxyLogin | None) -> None:
    """Have the proxy connect (RFC 9110, CONNECT).

    Raises:
        TunnelRefused: it does not.
        OSError: it does not speak HTTP, or went away.
    """
    host = f"[{target.host}]:{target.port}" if ":" in target.host else target.name
    head = f"CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n"
    if login is not None:
        head += f"Proxy-Authorization: {login_header(login)}\r\n"
    answer = HTTPResponse(connection, method="CONNECT")
    with Deadline(TIME_LIMIT, connection):
        connection.sendall(f"{head}\r\n".encode())
        try:
            answer.begin()
        except HTTPException as error:
            raise OSError(type(error).__name__) from error
    if answer.status != 200:
        raise TunnelRefused(answer.status, _schemes(answer))


def open_through(
    step: Step, url: str, context: ssl.SSLContext, login: ProxyLogin | None
) -> socket.socket:
    """A connection to the host of `url`, through the proxy where there is one.

    Raises:
        TunnelRefused: the proxy does not connect.
        OSError: as `open_stop`.
    """
    target = target_of(url)
    connection = open_stop(step, target, context)
    if step is not None:
        try:
            ask_tunnel(connection, target, login)
        except (OSError, TunnelRefused):
            connection.close()
            raise
    return connection


@contextmanager
def open_tls(
    step: Step,
    url: str,
    context: ssl.SSLContext,
    login: ProxyLogin | None,
    *,
    end: ssl.SSLContext | None = None,
) -> Iterator[ssl.SSLSocket]:
    """TLS with the host of `url`; `end` verifies it in place of `context`. Raises as above."""
    with open_through(step, url, context, login) as connection:
        host = target_of(url).host
        with shake_hands(connection, end or context, host) as secure:
            yield secure


def offered_schemes(proxy: Proxy, url: str, context: ssl.SSLContext) -> frozenset[str]:
    """Kinds of login that a proxy offers; empty when it does not say."""
    try:
        open_through(proxy, url, context, None).close()
    except TunnelRefused as refused:
        return refused.schemes
    except OSError:
        pass
    return frozenset()


def shown_certificate(
    step: Step, url: str, context: ssl.SSLContext, login: ProxyLogin | None
) -> Certificate | None:
    """The certificate that is shown on the way to `url`, trusted or not; None if there is none.

    Nothing is sent over this connection: it ends with the handshake.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    way = open_tls(step, url, context, login, end=blind)
    with suppress(OSError, TunnelRefused), way as secure:
        return read_certificate(secure.getpeercert(binary_form=True))
    return None


def read_certificate(der: bytes | None) -> Certificate | None:
    """Issuer and validity; None when it cannot be read."""
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    if der is None:
        return None
    try:
        found = x509.load_der_x509_certificate(der)
        names = [
            str(attribute.value)
            for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
            for attribute in found.issuer.get_attributes_for_oid(kind)
        ]
    except ValueError:
        return None
    issuer = ", ".join(dict.fromkeys(names)) or found.issuer.rfc4514_string()
    return Certificate(issuer, found.not_valid_before_utc, found.not_valid_after_utc)


def _schemes(answer: HTTPResponse) -> frozenset[str]:
    offers = answer.headers.get_all("Proxy-Authenticate") or []
    return frozenset(offer.split()[0].lower() for offer in offers if offer.strip())
