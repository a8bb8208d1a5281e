"""Verifies the audit log's hash chain, and anchors its head in a file outside the database."""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection

from portal.domain.audit.entries import NOTHING_YET, Entry, entries_after
from portal.platform.database.database import Database
from portal.platform.keys.key_file import write_private

_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Head:
    """The last entry at some moment: whoever knows it can tell whether anything before it was
    changed, and whether anything up to it was cut off.
    """

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` makes.

        Raises:
            ValueError: something else.
        """
        seq, _, hash_ = text.strip().partition(":")
        head = cls(int(seq), bytes.fromhex(hash_))
        if head.seq < 0 or len(head.hash) != len(NOTHING_YET):
            raise ValueError("not a head")
        return head


START: Final = Head(0, NOTHING_YET)


@dataclass(frozen=True)
class Verification:
    """What verifying came to."""

    head: Head
    """The last entry that is in order."""
    broken: int | None = None
    """The first entry that is not."""


def verify(connection: Connection, *known: Head) -> Verification:
    """Follow the whole chain, past every head that is `known`."""
    head = START
    while (result := follow(connection, head, *known)).head != head and result.broken is None:
        head = result.head
    cut_off = result.broken is None and any(one.seq > head.seq for one in known)
    return Verification(head, head.seq + 1) if cut_off else result


def follow(connection: Connection, head: Head, *known: Head) -> Verification:
    """Follow it for the next thousand entries behind `head`."""
    wanted = {one.seq: one.hash for one in known}
    for entry in entries_after(connection, head.seq, _AT_ONCE):
        if not _follows(entry, head) or wanted.get(entry.seq, entry.hash) != entry.hash:
            return Verification(head, head.seq + 1)
        head = Head(entry.seq, entry.hash)
    return Verification(head)


def holds(connection: Connection, head: Head) -> bool:
    """Whether the entry of `head` is still the one that it was."""
    if head == START:
        return True
    found = entries_after(connection, head.seq - 1, 1)
    return bool(found) and (found[0].seq, found[0].hash) == (head.seq, head.hash)


def _follows(entry: Entry, head: Head) -> bool:
    return (
        entry.seq == head.seq + 1 and entry.previous == head.hash and entry.hash == entry.true_hash
    )


NAME: Final = "audit-head"

_LOG: Final = logging.getLogger("portal.alarm")


class AnchorProblem(Exception):
    """Says in one sentence what is wrong with the file, and what to do."""


class Anchor:
    """Remembers how far the log was in order."""

    def __init__(self, data: Path) -> None:
        self._path = data / NAME
        self.broken_at: int | None = None
        """The entry at or before which the log was changed or cut off, as last seen."""

    def load(self) -> Head:
        """What was kept last; the start of the log where nothing was.

        Raises:
            AnchorProblem: unreadable or damaged.
        """
        try:
            return Head.parse(self._path.read_text())
        except FileNotFoundError:
            return START
        except (OSError, ValueError) as error:
            raise AnchorProblem(
                f"{self._path} cannot be read: put back the copy from your backup, "
                "or remove it if you know why it is damaged."
            ) from error

    def set_aside(self) -> None:
        """Keep it under another name, because the log begins anew."""
        if self._path.exists():
            self._path.replace(self._path.with_name(f"{NAME}.before"))

    async def update(self, database: Database) -> None:
        """Keep the head of now. What does not follow from the one before is never kept."""
        before = self.load()
        if not await database.read(lambda connection: holds(connection, before)):
            self.broken_at = before.seq
            _LOG.error("the audit log was changed or cut off at or before entry %d", before.seq)
            return
        result = await _followed(database, before)
        self.broken_at = result.broken
        if result.broken is not None:
            _LOG.error("the audit log is broken at entry %d", result.broken)
        if result.head != before:
            await asyncio.to_thread(write_private, self._path, f"{result.head}\n")
            # The server's own log is one more place that the database's owner cannot change.
            _LOG.info("audit log: head %s", result.head)


async def _followed(database: Database, start: Head) -> Verification:
    result = Verification(start)
    while True:
        before = result.head
        result = await database.read(partial(follow, head=before))
        if result.broken is not None or result.head == before:
            return result
