"""Which PostgreSQL may be written to, where one was replaced (docs/adr/0049-old-primary.md).

Each promotion of a replica begins a timeline with a higher number. A server that takes writes on a
lower one was replaced by the promoted one: what is written there is lost.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from portal.platform.keys.key_file import write_private

NAME: Final = "database-timeline"
_LOG: Final = logging.getLogger("portal.alarm")


class Timeline(NamedTuple):
    """Where a server's history is."""

    system: str
    """PostgreSQL's system identifier, which all copies of one database share."""
    number: int
    """Of the timeline, from 1; 0 for a replica, which takes no writes."""


class Timelines:
    """The newest timeline that this process has seen, or another one with the same data folder."""

    def __init__(self) -> None:
        self._newest: Timeline | None = None
        self._path: Path | None = None
        self._lock = threading.Lock()
        self.old_primaries: Sequence[str] = ()
        """Servers of the database's address that took writes on an older one when last asked."""

    @contextlib.contextmanager
    def kept_in(self, folder: Path | None) -> Iterator[None]:
        """Share what is seen with all processes of a data folder, also those to come."""
        self._path, before = None if folder is None else folder / NAME, self._path
        try:
            yield
        finally:
            self._path = before

    def note(self, seen: Timeline) -> None:
        """To be called with what each new connection says."""
        with self._lock:
            kept = self._kept()
            for one in (kept, seen):
                if one is not None and one.number and self._is_news(one):
                    self._newest = one
            if self._newest != kept:
                self._keep()

    def is_behind(self, seen: Timeline) -> bool:
        """Whether a server with this timeline was replaced."""
        newest = self._newest
        if newest is None or newest.system != seen.system:
            return False
        return 0 < seen.number < newest.number

    def note_old_primaries(self, servers: Sequence[str]) -> None:
        """Tell the operator of servers that are to be kept out, once."""
        if servers and servers != self.old_primaries:
            _LOG.error("%s: %s", ", ".join(servers), OLD_PRIMARY_WORDS)
        self.old_primaries = servers

    def _is_news(self, seen: Timeline) -> bool:
        newest = self._newest
        return newest is None or newest.system != seen.system or newest.number < seen.number

    def _kept(self) -> Timeline | None:
        if self._path is None:
            return None
        try:
            system, _, number = self._path.read_text().strip().partition(":")
            return Timeline(system, int(number))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            _LOG.error("%s cannot be read: check its rights, or remove it", self._path)
            return None

    def _keep(self) -> None:
        if self._path is None or self._newest is None:
            return
        # Another process may do the same: each has a draft of its own.
        draft = self._path.with_name(f"{NAME}.{os.getpid()}")
        try:
            write_private(draft, f"{self._newest.system}:{self._newest.number}\n")
            draft.replace(self._path)
        except OSError:
            _LOG.error("%s cannot be written: check rights and disk", self._path)


OLD_PRIMARY_WORDS: Final = (
    "an old primary, which was replaced by a promoted replica and takes writes all the same: end "
    "it, and bring it back as a replica"
)
TIMELINES: Final = Timelines()
"""Of this process: to which servers it connects is known to all that connect."""
