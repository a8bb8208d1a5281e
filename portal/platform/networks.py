"""Which addresses belong together, and which are trusted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from crypto.protocol import Line

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


def _address(ip: str) -> IPv4Address | IPv6Address | None:
    """None for what is no address, such as the path of a socket."""
    try:
        address = ip_address(ip)
    except ValueError:
        return None
    # An IPv4 client at a socket that takes both (RFC 4291, 2.5.5.2).
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
