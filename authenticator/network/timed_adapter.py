"""How `requests` connects: each exchange under a `Deadline`, trust and proxy logins as given."""

import socket
import ssl
from typing import Any, Final

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from authenticator.network.deadline import Deadline, DeadlinePassed, open_connection, watch
from authenticator.network.proxy_logins import login_header
from authenticator.network.routes import ProxyLogin

CONNECT_LIMIT: Final = 8.0
"""Seconds until a connection is ready to be used: name, TCP, proxy, TLS."""


class _Timed(HTTPConnection):
    def connect(self) -> None:
        """Raises:
        ConnectionAbortedError: it was not ready in time. Of a time-out, urllib3 would not say
            that it was the proxy's.
        """
        try:
            with Deadline(CONNECT_LIMIT):
                super().connect()
        except DeadlinePassed as error:
            # Of an open connection to a proxy, urllib3 would say that the portal failed.
            self.close()
            raise ConnectionAbortedError("not ready in time") from error

    def request(self, *args: Any, **kwargs: Any) -> None:
        """One that is used again is watched by the deadline of this exchange as well."""
        if self.sock is not None:
            watch(self.sock.fileno())
        super().request(*args, **kwargs)

    def _tunnel(self) -> None:
        # Else a connection that was shut down meanwhile would go on to the TLS handshake.
        with Deadline(CONNECT_LIMIT):
            super()._tunnel()

    def _new_conn(self) -> socket.socket:
        try:
            return open_connection(self._dns_host, self.port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no connection in time") from error
        except OSError as error:
            raise NewConnectionError(self, "no connection") from error


class _TimedTls(_Timed, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Timed


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTls


_POOLS: Final[dict[str, type[HTTPConnectionPool]]] = {"http": _Pool, "https": _TlsPool}


class TimedAdapter(HTTPAdapter):
    """Verifies with `context` alone; a proxy's login is a header and in no address."""

    def __init__(self, context: ssl.SSLContext, login: ProxyLogin | None) -> None:
        self._context = context
        self._login = login
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        context = self._context
        manager = super().proxy_manager_for(
            proxy, ssl_context=context, proxy_ssl_context=context, **kwargs
        )
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def proxy_headers(self, proxy: str) -> dict[str, str]:  # noqa: ARG002
        return {} if self._login is None else {"Proxy-Authorization": login_header(self._login)}

    def cert_verify(self, *_args: Any, **_kwargs: Any) -> None:
        """Add none of the library's own list of authorities to those of the machine."""
