"""The address of a portal, as people, links and policies give it."""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

PORTAL_ADDRESS: Final = "give https:// and the name of the portal, and nothing behind it"


def portal_address(text: str) -> str:
    """Normal form of a portal's address: https, or http on this machine only.

    Raises:
        ValueError: with what to give instead.
    """
    try:
        parts = urlsplit(text.strip())
        has_port = parts.port is None or parts.port > 0
    except ValueError as error:
        raise ValueError(PORTAL_ADDRESS) from error
    plain_allowed = parts.scheme == "http" and _is_loopback(parts.hostname or "")
    clean = not (parts.username or parts.query or parts.fragment or parts.path.strip("/"))
    allowed = parts.scheme == "https" or plain_allowed
    if not parts.hostname or not (clean and allowed and has_port):
        raise ValueError(PORTAL_ADDRESS)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
