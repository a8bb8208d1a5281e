"""Fetches a proxy auto-configuration script, without any proxy."""

import ssl
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

from authenticator.network.deadline import STEP_LIMIT, Deadline
from authenticator.network.http_get import Page, get
from authenticator.network.pac import LARGEST
from authenticator.network.tunnel import open_stop, shake_hands, target_of
from authenticator.time_limit import run_with_timeout

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))


class PacNotLoaded(Exception):
    """The script is not to be had."""


def fetch_script(address: str, context: ssl.SSLContext) -> str:
    """The script's text.

    Args:
        address: https, http or file. Redirects (RFC 9110) are followed to https and, where the
            script's own address was http, to http; never to files, nor from https to http.
        context: whose certificates count.

    Raises:
        PacNotLoaded: not there, too long, too slow, or no text.
    """
    try:
        if urlsplit(address).scheme == "file":
            body = run_with_timeout(STEP_LIMIT, lambda: _read_file(address), OSError, name="pac")
        else:
            with Deadline(STEP_LIMIT):
                body = _download(address, context)
    except (OSError, ValueError) as error:
        raise PacNotLoaded from error
    if len(body) > LARGEST:
        raise PacNotLoaded
    return body.decode("utf-8-sig", "replace")


def _read_file(address: str) -> bytes:
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        raise OSError("not a file of this machine")
    with Path(url2pathname(parts.path)).open("rb") as file:
        return file.read(LARGEST + 1)


def _download(address: str, context: ssl.SSLContext) -> bytes:
    for _ in range(_MOST_REDIRECTS + 1):
        page = _get(address, context)
        if page.status == 200:
            return page.body
        if page.status not in _REDIRECTS:
            break
        address = _next(address, page.headers.get("Location", ""))
    raise PacNotLoaded


def _next(address: str, location: str) -> str:
    following = urljoin(address, location)
    allowed = ("https",) if urlsplit(address).scheme == "https" else ("https", "http")
    if not location or urlsplit(following).scheme not in allowed:
        raise PacNotLoaded
    return following


def _get(address: str, context: ssl.SSLContext) -> Page:
    parts, target = urlsplit(address), target_of(address)
    if parts.scheme not in ("https", "http") or not target.host:
        raise PacNotLoaded
    connection = open_stop(None, target, context)
    try:
        secure = shake_hands(connection, context, target.host) if target.tls else connection
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        return get(secure, target, path, largest=LARGEST + 1)
    finally:
        connection.close()
