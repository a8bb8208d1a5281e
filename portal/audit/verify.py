"""Is the audit log whole?"""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import Connection

from portal.audit.chain import NOTHING_YET, Entry
from portal.audit.log import entries_after

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
class Verdict:
    """What verifying came to."""

    head: Head
    """The last entry that is in order."""
    broken: int | None = None
    """The first entry that is not."""


def verify(connection: Connection, *known: Head) -> Verdict:
    """Follow the whole chain, past every head that is `known`."""
    head = START
    while (verdict := follow(connection, head, *known)).head != head and verdict.broken is None:
        head = verdict.head
    cut_off = verdict.broken is None and any(one.seq > head.seq for one in known)
    return Verdict(head, head.seq + 1) if cut_off else verdict


def follow(connection: Connection, head: Head, *known: Head) -> Verdict:
    """Follow it for the next thousand entries behind `head`."""
    wanted = {one.seq: one.hash for one in known}
    for entry in entries_after(connection, head.seq, _AT_ONCE):
        if not _follows(entry, head) or wanted.get(entry.seq, entry.hash) != entry.hash:
            return Verdict(head, head.seq + 1)
        head = Head(entry.seq, entry.hash)
    return Verdict(head)


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
