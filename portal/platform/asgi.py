"""What an ASGI request says of its sender, and its body up to a limit; which addresses belong
together, and which are trusted.
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from types import TracebackType
from typing import Any, Final, Protocol

from crypto.encoding import b64url
from crypto.protocol import Line
from portal.platform.language import translated

_LINK_PREFIX: Final = 64
_IPV4: Final = 4
_Network = IPv4Network | IPv6Network


def parse_networks(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks in their usual form.

    Raises:
        ValueError: with what to give instead.
    """
    try:
        return tuple(str(ip_network(text.strip())) for text in texts)
    except ValueError as error:
        raise ValueError("give addresses or networks, as in 10.0.0.5 or 10.0.0.0/24") from error


@dataclass(frozen=True)
class NetworkList:
    """Networks that an operator has named."""

    texts: tuple[str, ...]

    @cached_property
    def _networks(self) -> tuple[_Network, ...]:
        return tuple(ip_network(text) for text in self.texts)

    def __contains__(self, ip: str) -> bool:
        if not self.texts:
            return False
        address = _address(ip)
        return address is not None and any(address in network for network in self._networks)


def subscriber(ip: str, ipv6_prefix: int) -> str:
    """What is counted in the place of an address.

    Of IPv6 the first bits, because the others are for each subscriber to choose (RFC 6177, 2;
    RIPE-690, 4.2 recommends 56 bits for homes and 48 for others).
    """
    if ":" not in ip:
        # IPv4 has one form only, and what is no address stays as it is.
        return ip
    address = _address(ip)
    if not isinstance(address, IPv6Address):
        return ip if address is None else str(address)
    return str(ip_network((address.packed, ipv6_prefix), strict=False))


def compare_lines(one: str, other: str) -> Line:
    """Whether two addresses are of the same internet connection.

    Of IPv6 the first 64 bits say so: the others are for each computer to choose (RFC 4291, 2.5.1).
    """
    first, second = _address(one), _address(other)
    if first is None or second is None or first.version != second.version:
        return Line.UNKNOWN
    stray = 0 if first.version == _IPV4 else first.max_prefixlen - _LINK_PREFIX
    return Line.SAME if int(first) >> stray == int(second) >> stray else Line.OTHER


@lru_cache
def _address(ip: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address, such as the path of a socket."""
    try:
        address = ip_address(ip)
    except ValueError:
        return None
    # An IPv4 client at a socket that takes both (RFC 4291, 2.5.5.2).
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


# As in the ASGI specification, so that no framework is needed for the types.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Headers = list[tuple[bytes, bytes]]

LONGEST: Final = 40
HEADERS: Final = "portal.headers"
"""Where a scope has its headers by their lower-case names; of several with one name the first."""
CONNECTION: Final = "portal.connection"
"""Where a scope has the `HttpConnection` of the request."""
COOKIE_BYTES: Final = 32
MESSAGE: Final = "portal.message"
"""Where a scope has the name of the device message that it brought."""

_BROWSERS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
        ("Opera", r"OPR/(\d+)"),
        ("Samsung Internet", r"SamsungBrowser/(\d+)"),
        ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
        ("Chrome", r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)"),
        ("Safari", r"Version/(\d+).* Safari/"),
    )
)
_SYSTEMS: Final = (
    ("Windows", "Windows NT"),
    ("Android", "Android"),
    ("iOS", "iPhone"),
    ("iPadOS", "iPad"),
    ("macOS", "Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Visitor:
    """Address and kind of a browser. The kind is what it says of itself."""

    ip: str
    browser: str
    os: str


def visitor(scope: Scope) -> Visitor:
    browser, system = _names_in(header(scope, b"user-agent"))
    return Visitor(
        address(scope),
        browser or translated("Unbekannter Browser"),
        system or translated("Unbekanntes System"),
    )


def address(scope: Scope) -> str:
    """The client's address; that of the proxy unless it is trusted."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def logged_path(scope: Scope) -> str:
    """The path as it was sent, without the query: decoded, it could break a line of the log."""
    return str(scope["raw_path"].decode("ascii", "replace"))


def header(scope: Scope, name: bytes) -> str:
    """The first header of a lower-case name; "" without one."""
    return str(scope[HEADERS].get(name, b""), "latin-1")


@lru_cache
def _names_in(agent: str) -> tuple[str | None, str | None]:
    """Those of browser and system; None for what is not known."""
    searched = ((name, pattern.search(agent)) for name, pattern in _BROWSERS)
    browser = (f"{name} {found[1]}"[:LONGEST] for name, found in searched if found)
    system = (name for name, mark in _SYSTEMS if mark in agent)
    return next(browser, None), next(system, None)


class HttpConnection(Protocol):
    """What the portal's own HTTP protocol can do beside ASGI."""

    on_lost: Callable[[], object] | None
    """Called when the connection is lost."""

    def send_piece(self, data: bytes) -> None:
        """Add to the body of an answer that has begun, without waiting for anything."""


class Disconnected(Exception):
    """The client has gone: before it had sent all of the body, or while it waited."""


class EndsWithConnection:
    """As a context: what waits in it ends when the connection is lost, for nobody gets its answer.

    Raises:
        Disconnected
    """

    __slots__ = ("_connection", "_is_lost")

    def __init__(self, scope: Scope) -> None:
        self._connection: HttpConnection | None = scope.get(CONNECTION)
        self._is_lost = False

    def __enter__(self) -> None:
        task = asyncio.current_task()

        def lost() -> None:
            if task is not None:
                self._is_lost = True
                task.cancel()

        if self._connection is not None:
            self._connection.on_lost = lost

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.on_lost = None
        if self._is_lost and isinstance(error, asyncio.CancelledError):
            raise Disconnected from None


async def body_pieces(receive: Receive) -> AsyncIterator[bytes]:
    """The body of a request as it comes in.

    Raises:
        Disconnected
    """
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        yield message.get("body", b"")
        more = message.get("more_body", False)


async def read_body(receive: Receive, most: int) -> bytes | None:
    """The body of a request; None when it is longer than `most` bytes."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            return None
        more = message.get("more_body", False)
    return body


def new_cookie() -> str:
    return b64url(secrets.token_bytes(COOKIE_BYTES))


def cookie_hash(value: str) -> bytes:
    """SHA-256 of the cookie's text, the only form in which it is kept."""
    return hashlib.sha256(value.encode()).digest()
