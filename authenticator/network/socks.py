"""Has a SOCKS proxy connect (version 5, RFC 1928; user name and password, RFC 1929).

The proxy is given the portal's name, not an address: behind such a proxy the names of the internet
are often unknown.
"""

import socket
from contextlib import ExitStack
from ipaddress import ip_address
from typing import Final

from authenticator.network.deadline import STEP_LIMIT, Deadline
from authenticator.network.http_connect import Tunnel, TunnelRefused
from authenticator.network.proxy_schemes import Scheme
from authenticator.network.routes import ProxyLogin

_VERSION: Final = 5
_PASSWORD_VERSION: Final = 1
_OPEN: Final = 0
_PASSWORD: Final = 2
_CONNECT: Final = 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_STATUS: Final = {2: 403, 3: 502, 4: 502, 5: 502, 6: 504}
"""What HTTP calls the same reply; anything else is the proxy's own failure, 500."""


def tunnel(connection: socket.socket, host: str, port: int, login: ProxyLogin | None) -> Tunnel:
    """Have it connect; a failure closes the connection.

    Raises:
        TunnelRefused: it does not, with the status that HTTP has for it: 407 where it wants a
            login, or another one.
        OSError: it does not speak SOCKS 5, or went away.
    """
    with ExitStack() as failure:
        failure.callback(connection.close)
        with Deadline(STEP_LIMIT, connection):
            asked = _greet(connection, login)
            _connect(connection, host, port)
        failure.pop_all()
    return Tunnel(connection, Scheme.BASIC if asked else None)


def _greet(connection: socket.socket, login: ProxyLogin | None) -> bool:
    """Whether the proxy has asked for the login."""
    methods = bytes((_OPEN,) if login is None else (_OPEN, _PASSWORD))
    connection.sendall(bytes((_VERSION, len(methods))) + methods)
    version, method = _read(connection, 2)
    if version != _VERSION:
        raise ConnectionError("no SOCKS 5")
    if method == _OPEN:
        return False
    if login is None or method != _PASSWORD:
        raise TunnelRefused(407, frozenset((Scheme.BASIC.key,)))
    user, password = login.user.reveal().encode(), login.password.reveal().encode()
    if not 0 < len(user) < 256 or not 0 < len(password) < 256:
        raise TunnelRefused(407, frozenset((Scheme.BASIC.key,)))
    words = (bytes((len(user),)) + user, bytes((len(password),)) + password)
    connection.sendall(bytes((_PASSWORD_VERSION,)) + b"".join(words))
    if _read(connection, 2)[1] != 0:
        raise TunnelRefused(407, frozenset((Scheme.BASIC.key,)))
    return True


def _connect(connection: socket.socket, host: str, port: int) -> None:
    head = bytes((_VERSION, _CONNECT, 0))
    connection.sendall(head + _address(host) + port.to_bytes(2, "big"))
    version, reply, _, kind = _read(connection, 4)
    if version != _VERSION:
        raise ConnectionError("no SOCKS 5")
    if reply != 0:
        raise TunnelRefused(_STATUS.get(reply, 500))
    length = {_IPV4: 4, _IPV6: 16}.get(kind) or _read(connection, 1)[0]
    _read(connection, length + 2)


def _address(host: str) -> bytes:
    try:
        address = ip_address(host)
    except ValueError:
        name = host.encode("idna")
        return bytes((_NAME, len(name))) + name
    return bytes((_IPV4 if address.version == 4 else _IPV6,)) + address.packed


def _read(connection: socket.socket, length: int) -> bytes:
    """Byte for byte what was said: what comes behind it is the portal's."""
    content = b""
    while len(content) < length:
        piece = connection.recv(length - len(content))
        if not piece:
            raise ConnectionError("hung up")
        content += piece
    return content
