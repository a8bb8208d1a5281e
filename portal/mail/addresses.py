"""E-mail addresses as they go into a mail and to a mail server."""

import re
from email.headerregistry import Address
from typing import Final

# RFC 5321, 4.1.2, without quoted local parts; with the letters of all languages (RFC 6531).
_ATOM: Final = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LABEL: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})*)")
_LONGEST: Final = 254


def is_address(text: str) -> bool:
    """Whether a mail can go there: one address, without a name, quotes or control characters."""
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None


def header_address(text: str, name: str = "") -> Address:
    """As headers want it.

    Raises:
        ValueError: `text` is no address.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise ValueError("no e-mail address")
    return Address(name, found[1], found[2])
