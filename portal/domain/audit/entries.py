"""What the audit log consists of: its table, entries and their hashes, and reading them."""

import hashlib
from dataclasses import dataclass
from operator import add
from struct import Struct
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    select,
)

from portal.platform.database.engines import COUNTED, METADATA
from portal.platform.database.statement import Statement

# Triggers (migration 0003) refuse every change but an insert.
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", COUNTED, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("account_id", Integer),
    Column("device_id", Text),
    Column("facts", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_account_id_seq", "account_id", "seq"),
)

NOTHING_YET: Final = bytes(32)
"""What the first entry has before it."""

_DOMAIN: Final = b"portal/audit/1\0"
_LENGTH: Final = Struct(">I")


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
    account = "" if account_id is None else str(account_id)
    texts = str(seq), str(at), event, account, device_id or "", facts
    parts = [*map(str.encode, texts)]
    framed = b"".join(map(add, map(_LENGTH.pack, map(len, parts)), parts))
    return hashlib.sha256(_DOMAIN + previous + framed).digest()


_A: Final = AUDIT.c
_AFTER = Statement(
    select(AUDIT).where(_A.seq > bindparam("after")).order_by(_A.seq).limit(bindparam("most"))
)
_LATEST = Statement(select(AUDIT).order_by(_A.seq.desc()).limit(bindparam("most")))
_LATEST_OF_ACCOUNT = Statement(
    select(AUDIT)
    .where(_A.account_id == bindparam("account"))
    .order_by(_A.seq.desc())
    .limit(bindparam("most"))
)


def entries_after(connection: Connection, seq: int, most: int) -> list[Entry]:
    """The next entries in order."""
    return [_entry(*row) for row in _AFTER.all(connection, after=seq, most=most)]


def latest(connection: Connection, most: int) -> list[Entry]:
    """The last entries of all, the newest first."""
    return [_entry(*row) for row in _LATEST.all(connection, most=most)]


def latest_of(connection: Connection, account_id: int, most: int) -> list[Entry]:
    """The last entries of an account, the newest first."""
    values = {"account": account_id, "most": most}
    return [_entry(*row) for row in _LATEST_OF_ACCOUNT.all(connection, **values)]


def _entry(
    seq: int,
    at: int,
    event: str,
    account_id: int | None,
    device_id: str | None,
    facts: str,
    previous: bytes,
    hash_: bytes,
) -> Entry:
    return Entry(seq, at, event, account_id, device_id, facts, bytes(previous), bytes(hash_))
