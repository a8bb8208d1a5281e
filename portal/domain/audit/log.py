"""The audit log: hash-chained entries, written in the transaction that they describe."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
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
    insert,
    select,
)

from crypto.encoding import dump_object
from portal.domain.audit.events import Event
from portal.platform.database.before_commit import before_commit
from portal.platform.database.metadata import METADATA
from portal.platform.database.statement import Statement, advisory_lock

# Triggers (migration 0003) refuse every change but an insert.
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
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


Fact = str | int | bool | None

_LOCK: Final = b"audit log"
_A = AUDIT.c
_HEAD = Statement(select(_A.seq, _A.hash).order_by(_A.seq.desc()).limit(1))
_INSERT = Statement(insert(AUDIT), columns=_A.keys())
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


@dataclass(frozen=True)
class _Event:
    """What is still to be chained to the entries before."""

    event: Event
    at: int
    account: int | None
    device: str | None
    facts: str


def record_event(
    connection: Connection,
    event: Event,
    now: int,
    *,
    account: int | None = None,
    device: str | None = None,
    **facts: Fact,
) -> None:
    """Append an entry. `facts` are never secrets, nor anything that opens or proves something.

    It is written just before the commit, wherever in its transaction this is called.
    """
    given = {name: value for name, value in facts.items() if value not in (None, "")}
    recorded = _Event(event, now, account, device, dump_object(given).decode())
    before_commit(connection, _append, recorded)


def _append(connection: Connection, events: Sequence[_Event]) -> None:
    """On PostgreSQL this makes all others that write here wait until the transaction has ended;
    SQLite has one writer anyway.
    """
    advisory_lock(connection, _LOCK)
    last, previous = _HEAD.one(connection) or (0, NOTHING_YET)
    seq, previous = int(last), bytes(previous)
    for each in events:
        seq += 1
        named = each.event.value, each.account, each.device, each.facts
        hash_ = entry_hash(seq, each.at, *named, previous)
        row = dict(zip(_A.keys(), (seq, each.at, *named, previous, hash_), strict=True))
        _INSERT.change(connection, **row)
        previous = hash_


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
