"""What a proxy script may learn of the network: addresses of names, of this computer, their order.

Questions and answers are JSON, because the engine hands over no other text whole.
"""

import json
import re
import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, Final

_MOST_NAMES: Final = 20
_NAME: Final = re.compile(r"[0-9A-Za-z._:-]{1,253}")
_OUTSIDE: Final = (
    (socket.AF_INET6, "2001:db8::1"),
    (socket.AF_INET, "192.0.2.1"),
)
"""Addresses that belong to nobody (RFC 3849, RFC 5737): nothing is sent there."""


class TooManyNames(Exception):
    """A script wants more names resolved than any useful one needs."""


class Lookups:
    """For one run of a script; each name is resolved once."""

    def __init__(self) -> None:
        self._known: dict[str, list[str]] = {}

    def answer(self, question: str) -> str:
        """Args:
        question: JSON: a list of what is wanted and the texts that belong to it.
        """
        match json.loads(question):
            case ["addresses", str(name)]:
                return json.dumps(self._addresses(name))
            case ["own addresses"]:
                return json.dumps(_own_addresses())
            case ["is in", str(address), str(network)]:
                return json.dumps(_is_in(address, network))
            case ["sorted", str(addresses)]:
                return json.dumps(_sorted(addresses))
            case _:
                return json.dumps(None)

    def _addresses(self, name: str) -> list[str]:
        if name not in self._known:
            if len(self._known) >= _MOST_NAMES:
                raise TooManyNames
            self._known[name] = _resolve(name)
        return self._known[name]


def _resolve(name: str) -> list[str]:
    if not _NAME.fullmatch(name):
        return []
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _own_addresses() -> list[str]:
    """Of the interfaces that lead outside."""
    found = []
    for family, outside in _OUTSIDE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((outside, 9))
            found.append(str(probe.getsockname()[0]))
    return found


def _is_in(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except (ValueError, TypeError):
        return False


def _sorted(addresses: str) -> str:
    """IPv6 first, of these the link's own first; empty when one of them is no address."""
    texts = [text.strip() for text in addresses.split(";")]
    try:
        return ";".join(sorted(texts, key=lambda text: _rank(ip_address(text))))
    except ValueError:
        return ""


def _rank(address: IPv4Address | IPv6Address) -> tuple[Any, ...]:
    return address.version == 4, not address.is_link_local, int(address)
