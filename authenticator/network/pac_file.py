"""Fetches a proxy auto-configuration script, without any proxy."""

import ssl
import time
from contextlib import closing
from http.client import HTTPException
from typing import Final, Protocol
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import FileHandler, HTTPHandler, HTTPSHandler, OpenerDirector

from authenticator.network.pac import LARGEST

_TIME_LIMIT: Final = 8.0
_BLOCK: Final = 64 * 1024


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class PacNotLoaded(Exception):
    """The script is not to be had."""


def fetch_script(address: str, context: ssl.SSLContext) -> str:
    """The script's text.

    Args:
        address: https, http or file. No redirect is followed.
        context: whose certificates count.

    Raises:
        PacNotLoaded: not there, too long, too slow, or no text.
    """
    if urlsplit(address).scheme not in ("https", "http", "file"):
        raise PacNotLoaded
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(context=context), FileHandler()):
        opener.add_handler(handler)
    end = time.monotonic() + _TIME_LIMIT
    try:
        answer = opener.open(address, timeout=_TIME_LIMIT)
        if answer is None:
            raise PacNotLoaded
        with closing(answer):
            if getattr(answer, "status", None) not in (None, 200):
                raise PacNotLoaded
            return _read(answer, end)
    except (OSError, URLError, HTTPException, ValueError) as error:
        raise PacNotLoaded from error


def _read(answer: _Readable, end: float) -> str:
    content = bytearray()
    while block := answer.read(_BLOCK):
        content += block
        if len(content) > LARGEST or time.monotonic() > end:
            raise PacNotLoaded
    return content.decode("utf-8-sig", "replace")
