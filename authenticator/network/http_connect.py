"""Has an HTTP proxy connect (RFC 9110, CONNECT), and tells it who asks where it wants to know.

Negotiate and NTLM know a connection, not a request: a handshake stays on the one that it began on.
"""

import binascii
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPException, HTTPResponse
from typing import Final

from authenticator.network.deadline import STEP_LIMIT, Deadline
from authenticator.network.proxy_schemes import NextToken, NoToken, Scheme, possible_schemes
from authenticator.network.routes import Proxy, ProxyLogin
from authenticator.values import dataclass

WANTS_LOGIN: Final = frozenset((401, 407))
"""Answers to CONNECT; tinyproxy says 401 to a wrong password, where RFC 9110 wants 407."""

_LONGEST_PAGE: Final = 64 * 1024
"""Bytes of a refusal that are read, so that the connection can be used again."""
_MOST_TOKENS: Final = 8
"""Of one handshake; NTLM needs two, Kerberos one."""


class TunnelRefused(Exception):
    """A proxy was reached and does not connect."""

    def __init__(self, status: int, schemes: frozenset[str] = frozenset()) -> None:
        super().__init__(str(status))
        self.status = status
        self.schemes = schemes
        """Kinds of login that it offers, lower case."""


@dataclass(frozen=True)
class Tunnel:
    """A connection through a proxy."""

    connection: socket.socket
    scheme: Scheme | None
    """By which the proxy let it through; None where it did not ask."""


@dataclass(frozen=True)
class _Answer:
    status: int
    offers: dict[str, str]
    """By the scheme's name, lower case, what stands behind it."""

    @property
    def wants_login(self) -> bool:
        return self.status in WANTS_LOGIN

    def challenge(self, scheme: Scheme) -> bytes:
        """What the proxy wants answered; empty where it begins anew."""
        try:
            return b64decode(self.offers.get(scheme.key, ""), validate=True)
        except binascii.Error:
            return b""  # the parameters of Basic


class Connect:
    """One request for a tunnel, over as few connections as the proxy lets it be."""

    def __init__(
        self, connection: socket.socket, address: str, reopen: Callable[[], socket.socket]
    ) -> None:
        """Args:
        connection: to the proxy; it belongs to this object until there is a tunnel.
        address: host and port to connect to, as HTTP writes them.
        reopen: opens another one to the proxy, where it has hung up.
        """
        self._connection = connection
        self._address = address
        self._reopen = reopen
        self._hung_up = False

    def tunnel(self, proxy: Proxy, login: ProxyLogin | None) -> Tunnel:
        """Have the proxy connect.

        A password goes with one scheme only: another is tried where the proxy has refused before
        anything made with it was sent, since each wrong one may count towards a lock.

        Raises:
            TunnelRefused: it does not.
            OSError: it does not speak HTTP, or went away.
        """
        with ExitStack() as failure:
            failure.callback(self._close)
            answer = self._ask("")
            used: Scheme | None = None
            for scheme, next_token in possible_schemes(frozenset(answer.offers), proxy, login):
                if not answer.wants_login:
                    break
                used = scheme
                answer, challenged = self._log_in(answer, scheme, next_token)
                if challenged:
                    break
            if not 200 <= answer.status < 300:
                raise TunnelRefused(answer.status, frozenset(answer.offers))
            failure.pop_all()
        return Tunnel(self._connection, used)

    def _log_in(
        self, answer: _Answer, scheme: Scheme, next_token: NextToken
    ) -> tuple[_Answer, bool]:
        """The last answer, and whether the proxy has let the handshake go on at all."""
        challenge, went_on = b"", False
        for _ in range(_MOST_TOKENS):
            try:
                token = next_token(challenge)
            except NoToken:
                break
            answer = self._ask(f"{scheme.value} {b64encode(token).decode()}")
            challenge = answer.challenge(scheme) if answer.wants_login else b""
            if not challenge:
                break
            went_on = True
        return answer, went_on

    def _close(self) -> None:
        self._connection.close()

    def _ask(self, login: str) -> _Answer:
        if self._hung_up:
            self._close()
            self._connection = self._reopen()
        head = [
            f"CONNECT {self._address} HTTP/1.1",
            f"Host: {self._address}",
            "Proxy-Connection: Keep-Alive",
            *([f"Proxy-Authorization: {login}"] if login else []),
        ]
        reader = HTTPResponse(self._connection, method="CONNECT")
        with Deadline(STEP_LIMIT, self._connection):
            self._connection.sendall("".join(f"{line}\r\n" for line in [*head, ""]).encode())
            try:
                reader.begin()
                answer = _Answer(reader.status, _offers(reader))
                self._hung_up = answer.wants_login and not _is_read(reader)
            except HTTPException as error:
                raise OSError(type(error).__name__) from error
        return answer


def _is_read(answer: HTTPResponse) -> bool:
    """Whether its page could be read to the end, and the connection stays."""
    # Older proxies say it by the header that browsers once invented for them.
    says_close = answer.headers.get("Proxy-Connection", "").lower() == "close"
    stays = not (answer.will_close or says_close)
    return stays and len(answer.read(_LONGEST_PAGE)) < _LONGEST_PAGE


def _offers(answer: HTTPResponse) -> dict[str, str]:
    lines = answer.headers.get_all("Proxy-Authenticate") or []
    named = (line.strip().partition(" ") for line in lines)
    return {name.lower(): rest.strip() for name, _, rest in named if name}
