"""Whether a newer version of the app was released (ADR 34). Nothing is loaded or installed."""

import hashlib
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from authenticator import __version__
from authenticator.desktop.machine import machine_id
from authenticator.storage.json_file import (
    Damaged,
    JsonContent,
    dump_content,
    parse_content,
    read_bytes,
    replace_file,
)
from crypto.errors import CryptoError
from crypto.protocol import DOWNLOAD_PATH
from crypto.releases import FILE_NAME, ReleaseList, Seen, read_releases, read_trusted_root
from crypto.version import version_order

PATH: Final = f"{DOWNLOAD_PATH}/{FILE_NAME}"
DEFERRAL: Final = 7 * 86_400
"""Seconds for which "later" holds."""
SHIPPED_ROOT: Final = Path(__file__).parents[1] / "release_root.jws"
"""Put there by whoever builds the app and holds its release keys; without it nothing is told."""

_SYSTEMS: Final = {"win32": "windows", "darwin": "macos"}
_LOG: Final = logging.getLogger(__name__)


class ReleaseService:
    """Reads the portal's list of releases, and keeps what was seen of it in the profile folder."""

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        profile: Path,
        *,
        root: Path = SHIPPED_ROOT,
        now: Callable[[], float] = time.time,
    ) -> None:
        """`fetch` gets a document of the portal; it may raise `Refused`."""
        self._fetch = fetch
        self._file = profile / "releases.json"
        self._root = root
        self._now = now

    def newest(self) -> str | None:
        """The version that this computer's user is to be told of, if there is one.

        Raises:
            Refused: the portal has no list, or was not reached.
        """
        shipped = read_bytes(self._root)
        if shipped is None:
            return None
        data = self._fetch(PATH)
        state = self._read()
        try:
            found = read_releases(data, read_trusted_root(shipped), _seen(state), int(self._now()))
        except CryptoError as error:
            _LOG.warning("the list of releases does not count: %s", type(error).__name__)
            return None
        self._write({**state, **asdict(found.seen)})
        return self._told(found, state)

    def defer(self, version: str) -> None:
        """Tell of this version later."""
        until = int(self._now()) + DEFERRAL
        self._write({**self._read(), "deferred": version, "until": until})

    def _told(self, found: ReleaseList, state: JsonContent) -> str | None:
        newest = found.newest(_SYSTEMS.get(sys.platform, "linux"), place)
        if newest is None or version_order(newest.version) <= version_order(__version__):
            return None
        until = state.get("until")
        waits = type(until) is int and self._now() < until <= self._now() + DEFERRAL
        return None if waits and state.get("deferred") == newest.version else newest.version

    def _read(self) -> JsonContent:
        try:
            return parse_content(read_bytes(self._file) or b"{}")
        except (OSError, Damaged):
            return {}

    def _write(self, state: JsonContent) -> None:
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, dump_content(state))
        except OSError as error:
            _LOG.warning("%s cannot be written: %s", self._file.name, type(error).__name__)


def place(version: str) -> int:
    """Of this computer among a hundred, another one for each version; nobody is told it.

    Raises:
        Refused: MACHINE_UNREADABLE.
    """
    digest = hashlib.sha256(f"{version}|".encode() + machine_id()).digest()
    return int.from_bytes(digest[:8], "big") % 100


def _seen(state: JsonContent) -> Seen:
    numbers = (state.get(name) for name in ("root", "releases"))
    return Seen(*(number if type(number) is int else 0 for number in numbers))
