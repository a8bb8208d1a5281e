"""Hosts that are spoken to without the proxy, as browsers understand such lists."""

import re
from collections.abc import Iterable
from contextlib import suppress
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

LOCAL: Final = "<local>"
"""Stands for all hosts whose name has no dot."""

_BETWEEN: Final = re.compile(r"[\s,;\"']+")
_PORT: Final = re.compile(r"(?P<host>\[[^\]]+\]|[^:]+):(?P<port>\d{1,5})")
_PORTS: Final = {"https": 443, "http": 80}


def read_exceptions(text: str) -> tuple[str, ...]:
    """The patterns of a list with commas, semicolons or blanks; quotation marks are no part."""
    return tuple(filter(None, _BETWEEN.split(text)))


def is_exception(
    host: str,
    patterns: Iterable[str],
    *,
    scheme: str = "https",
    port: int | None = None,
    whole_names: bool = False,
) -> bool:
    """Whether a host is one of those that are spoken to directly.

    Args:
        host: without the brackets of an IPv6 address.
        patterns: names, `*.name`, `.name`, `10.*`, addresses, networks, `<local>` or `*`, each with
            a scheme before it or a port behind it, if it is for that alone.
        scheme: of the address that is looked for.
        port: by default the scheme's own.
        whole_names: whether a name without a sign for more means no host below it, as Windows and
            macOS have it.
    """
    wanted = port or _PORTS.get(scheme, 0)
    return any(
        _matches(host.lower().rstrip("."), each.strip().lower(), scheme, wanted, whole_names)
        for each in patterns
    )


def _matches(host: str, pattern: str, scheme: str, port: int, whole_names: bool) -> bool:
    named, marked, rest = pattern.partition("://")
    if marked:
        if named != scheme:
            return False
        pattern = rest
    if found := _PORT.fullmatch(pattern):
        if int(found["port"]) != port:
            return False
        pattern = found["host"]
    if pattern == LOCAL:
        return "." not in host and ":" not in host
    pattern = pattern.replace("[", "").replace("]", "").rstrip(".")
    if not pattern:
        return False
    network = _network(pattern)
    if network is not None:
        with suppress(ValueError):
            return ip_address(host) in network
        return False
    if _network(host) is not None:
        # An address has no domain that it could be in.
        return "*" in pattern and fnmatchcase(host, pattern)
    return _name_matches(host, pattern, whole_names)


def _name_matches(host: str, pattern: str, whole_names: bool) -> bool:
    if not whole_names and pattern.startswith(("*.", ".")) and host == pattern.lstrip("*."):
        # Written for a domain, it means the domain itself too.
        return True
    if pattern.startswith("."):
        return host.endswith(pattern)
    if "*" in pattern or "?" in pattern:
        return fnmatchcase(host, pattern.replace("[", "[[]"))
    return host == pattern or (not whole_names and host.endswith(f".{pattern}"))


def _network(pattern: str) -> IPv4Network | IPv6Network | None:
    """Of an address or a network; macOS leaves out the zeros of "169.254/16"."""
    address, marked, bits = pattern.partition("/")
    if marked and re.fullmatch(r"\d+(?:\.\d+){0,2}", address):
        address += ".0" * (3 - address.count("."))
    with suppress(ValueError):
        return ip_network(f"{address}/{bits}" if marked else address, strict=False)
    return None
