"""How `requests` connects: along a way of our own, each exchange under a `Deadline`.

`requests` and `urllib3` know of no proxy: their connections are opened by `tunnel`, which can log
in at one, and verifies with the context that it is given and nothing else.
"""

import socket
import ssl
from collections.abc import Callable
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from authenticator.network.deadline import Deadline, DeadlinePassed, watch
from authenticator.network.http_connect import Tunnel
from authenticator.network.proxy_schemes import Scheme
from authenticator.network.routes import ProxyLogin, Step
from authenticator.network.tunnel import open_through, shake_hands, target_of

CONNECT_LIMIT: Final = 8.0
"""Seconds until a connection is ready to be used: name, TCP, proxy, TLS."""


class ProxyDead(Exception):
    """The proxy was not reached, or not in time; nothing was sent to the portal."""


class TimedAdapter(HTTPAdapter):
    """One way to the portal."""

    def __init__(self, step: Step, context: ssl.SSLContext, login: ProxyLogin | None) -> None:
        """`context` says whose certificates count, of the portal and of a proxy behind TLS."""
        self.scheme: Scheme | None = None
        """By which the proxy has let the last connection through."""
        self._step = step
        self._context = context
        self._login = login
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._open)

    def cert_verify(self, *_: Any) -> None:
        """Nothing: `shake_hands` verifies, and the file of authorities that is asked for here by
        default does not count."""

    def _open(self, url: str) -> socket.socket:
        """Raises:
        ProxyDead: see there.
        TunnelRefused: the proxy does not connect.
        OSError: the portal was not reached; `ssl.SSLError`: its certificate does not count.
        """
        try:
            with Deadline(CONNECT_LIMIT):
                target = target_of(url)
                connection = self._tunnel(url).connection
                if target.tls:
                    return shake_hands(connection, self._context, target.host)
                return connection
        except DeadlinePassed as error:
            if self._step is not None:
                raise ProxyDead from error
            raise

    def _tunnel(self, url: str) -> Tunnel:
        try:
            tunnel = open_through(self._step, url, self._context, self._login)
        except OSError as error:
            if self._step is None:
                raise
            raise ProxyDead from error
        self.scheme = tunnel.scheme
        return tunnel


Open = Callable[[str], socket.socket]
"""Opens a connection to an address."""


class _Timed(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:
        """One that is used again is watched by the deadline of this exchange as well."""
        if self.sock is not None:
            watch(self.sock.fileno())
        super().request(*args, **kwargs)

    def open(self, scheme: str, way: Open) -> None:
        """Connect, with errors as urllib3 knows them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        try:
            self.sock = way(f"{scheme}://{host}:{self.port}")
        except ssl.SSLError:
            raise
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no connection in time") from error
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


def _pools(way: Open) -> dict[str, type[HTTPConnectionPool]]:
    """By the scheme of the address, for urllib3's pool manager."""

    class Plain(_Timed):
        def connect(self) -> None:
            self.open("http", way)

    class Tls(_Timed, HTTPSConnection):
        def connect(self) -> None:
            self.open("https", way)
            self.is_verified = True

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls

    return {"http": PlainPool, "https": TlsPool}
