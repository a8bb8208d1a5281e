"""Finds links of this app in a text, also where a mail program has wrapped them."""

import re
from typing import Final

from authenticator.code_search.pasted_text import unwrapped
from crypto.app_link import SCHEME, read_app_link
from crypto.errors import Malformed

_LINK: Final = re.compile(
    rf"(?<![A-Za-z0-9+.-])(?=({SCHEME}:[!#-;=?-~]+(?:[ \t]*\n[ \t]*[!#-;=?-~]+){{0,5}}))",
    re.ASCII | re.IGNORECASE,
)
_BREAK: Final = re.compile(r"\s+")
_AFTER: Final = ".,;:!?)]}'*`_"
"""Signs that a text puts behind a link, and that no link ends with."""


def links_in(text: str) -> frozenset[str]:
    """All links of the app's scheme, whole where they can be made whole, else as they stand."""
    return frozenset(_whole(found[1]) for found in _LINK.finditer(unwrapped(text)))


def _whole(text: str) -> str:
    """The shortest beginning that can be read, line after line."""
    lines = _BREAK.split(text)
    for count in range(1, len(lines) + 1):
        link = "".join(lines[:count]).rstrip(_AFTER)
        try:
            read_app_link(link)
        except Malformed:
            continue
        return link
    return lines[0].rstrip(_AFTER)
