"""How an entry is tied to the one before it."""

import hashlib
from dataclasses import dataclass
from typing import Final

NOTHING_YET: Final = bytes(32)
"""What the first entry has before it."""

_DOMAIN: Final = b"portal/audit/1\0"


@dataclass(frozen=True)
class Entry:
    """One entry as it is stored."""

    seq: int
    at: int
    event: str
    account_id: int | None
    device_id: str | None
    facts: str
    """A JSON object, hashed as it is stored."""
    previous: bytes
    hash: bytes

    @property
    def true_hash(self) -> bytes:
        """What `hash` must be."""
        return entry_hash(
            self.seq,
            self.at,
            self.event,
            self.account_id,
            self.device_id,
            self.facts,
            self.previous,
        )


def entry_hash(
    seq: int,
    at: int,
    event: str,
    account_id: int | None,
    device_id: str | None,
    facts: str,
    previous: bytes,
) -> bytes:
    """SHA-256 over a domain, the previous hash, and each field behind its length.

    Numbers are in decimal; what is not there has length 0, which no real value has.
    """
    account, device = ("" if value is None else str(value) for value in (account_id, device_id))
    parts = [text.encode() for text in (str(seq), str(at), event, account, device, facts)]
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.sha256(_DOMAIN + previous + framed).digest()
