"""Addresses of this portal that came from outside, such as where to go on after a page."""

import re
from typing import Final
from urllib.parse import urlsplit

START: Final = "/"

_LONGEST: Final = 2000
# A second slash or a backslash would begin the name of another host; browsers drop some control
# characters before they look (WHATWG URL, 4.4).
_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x7e]*", re.ASCII)


def local_address(text: str) -> str:
    """`text` where it is a path of this portal, with its query; else the start page."""
    fits = len(text) <= _LONGEST and _LOCAL.fullmatch(text) is not None and "\\" not in text
    return text if fits else START


def came_from(referrer: str, public_url: str) -> str:
    """The page of this portal that a Referer header names; else the start page."""
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return START
    if f"{parts.scheme}://{parts.netloc}" != public_url:
        return START
    return local_address(parts.path + (f"?{parts.query}" if parts.query else ""))
