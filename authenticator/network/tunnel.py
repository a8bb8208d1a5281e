"""Connections along a way, step by step: to the proxy, through it, TLS with the portal.

Both the portal's messages (`timed_adapter`) and the diagnosis, which tells the step that fails, go
this way.
"""

import socket
import ssl
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from authenticator.network import socks
from authenticator.network.deadline import STEP_LIMIT, Deadline, open_connection
from authenticator.network.http_connect import Connect, Tunnel, TunnelRefused
from authenticator.network.routes import Proxy, ProxyKind, ProxyLogin, Step
from authenticator.values import dataclass


@dataclass(frozen=True)
class Target:
    """Where to."""

    host: str
    port: int
    tls: bool

    @property
    def address(self) -> str:
        """As HTTP writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of itself."""

    issuer: str
    not_before: datetime
    not_after: datetime


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
        with Deadline(STEP_LIMIT):
            connection = open_connection(*first_stop(step, target))
            if step is not None and step.kind is ProxyKind.HTTPS:
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
    connection.settimeout(STEP_LIMIT)
    secure: ssl.SSLSocket
    if isinstance(connection, ssl.SSLSocket):
        secure = _shake_hands_within(connection, context, host)
        return secure
    secure = context.wrap_socket(connection, server_hostname=host, do_handshake_on_connect=False)
    try:
        with Deadline(STEP_LIMIT, secure):
            secure.do_handshake()
    except OSError:
        secure.close()
        raise
    return secure


def _shake_hands_within(connection: Any, context: ssl.SSLContext, host: str) -> Any:
    """TLS within TLS, which Python's own socket cannot; what it gives is used like one."""
    from urllib3.util.ssltransport import SSLTransport

    try:
        with Deadline(STEP_LIMIT, connection):
            return SSLTransport(connection, context, server_hostname=host)
    except OSError:
        connection.close()
        raise


def pass_proxy(
    step: Proxy,
    connection: socket.socket,
    target: Target,
    context: ssl.SSLContext,
    login: ProxyLogin | None,
) -> Tunnel:
    """Have the proxy at the other end of `connection` connect; a failure closes it.

    Raises:
        TunnelRefused: it does not.
        OSError: it does not speak as it should, or went away.
    """
    if step.kind is ProxyKind.SOCKS5:
        return socks.tunnel(connection, target.host, target.port, login)
    request = Connect(connection, target.address, lambda: open_stop(step, target, context))
    return request.tunnel(step, login)


def open_through(step: Step, url: str, context: ssl.SSLContext, login: ProxyLogin | None) -> Tunnel:
    """A connection to the host of `url`, through the proxy where there is one.

    Raises:
        TunnelRefused: the proxy does not connect.
        OSError: as `open_stop`.
    """
    target = target_of(url)
    connection = open_stop(step, target, context)
    if step is None:
        return Tunnel(connection, None)
    return pass_proxy(step, connection, target, context, login)


def open_tls(
    step: Step,
    url: str,
    context: ssl.SSLContext,
    login: ProxyLogin | None,
    *,
    end: ssl.SSLContext | None = None,
) -> ssl.SSLSocket:
    """TLS with the host of `url`; `end` verifies it in place of `context`. Raises as above."""
    tunnel = open_through(step, url, context, login)
    return shake_hands(tunnel.connection, end or context, target_of(url).host)


def shown_certificate(
    step: Step, url: str, context: ssl.SSLContext, login: ProxyLogin | None
) -> Certificate | None:
    """The certificate that is shown on the way to `url`, trusted or not; None if there is none.

    Nothing is sent over this connection: it ends with the handshake.
    """
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    with (
        suppress(OSError, TunnelRefused),
        open_tls(step, url, context, login, end=blind) as secure,
    ):
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
