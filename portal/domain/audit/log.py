"""The audit log: hash-chained entries, written in the transaction that they describe. The names
of events are for ever: old entries keep theirs.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

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
from portal.platform.database.before_commit import before_commit
from portal.platform.database.engines import COUNTED, METADATA
from portal.platform.database.statement import Statement, advisory_lock


class Event(StrEnum):
    ACCOUNT_CREATED = "account-created"
    ACCOUNT_CLEARED = "account-cleared"
    ACCOUNT_RESET = "account-reset"
    PROVIDER_JOINED = "provider-joined"
    """Cleared with an IK number that a provider has already; fact `provider`, its id."""
    CODE_ISSUED = "code-issued"
    CODE_REFUSED = "code-refused"
    """Facts `reason` (wrong-code, no-code, device), `left`: tries that remain, `elsewhere`: whether
    it came from another address than the code was fetched from."""
    DEVICE_ACTIVATED = "device-activated"
    """A code was used; the PIN has still to be typed a second time."""
    DEVICE_CONFIRMED = "device-confirmed"
    DEVICE_LOCKED = "device-locked"
    DEVICE_SUSPECT = "device-suspect"
    DEVICE_TRUSTED = "device-trusted"
    DEVICE_REVOKED = "device-revoked"
    DEVICE_RENAMED = "device-renamed"
    WORKPLACE_ENROLLED = "workplace-enrolled"
    """A device key is used on a further computer; fact `inst`."""
    WORKPLACE_REPLACED = "workplace-replaced"
    """The one unused longest gave way to another."""
    WORKPLACE_REMOVED = "workplace-removed"
    """Its user did not want it any more."""
    PIN_WRONG = "pin-wrong"
    PIN_CHANGED = "pin-changed"
    KEY_ROTATED = "key-rotated"
    CHANGE_WANTED = "change-wanted"
    """Somebody who is logged in asked for a change that needs the PIN."""
    USER_BLOCKED = "user-blocked"
    """By an LE-Admin; fact `by`, the account."""
    USER_UNBLOCKED = "user-unblocked"
    USER_DELETED = "user-deleted"
    USER_INVITED = "user-invited"
    """Facts `by`, and `invitation`, the id."""
    INVITATION_WITHDRAWN = "invitation-withdrawn"
    ADMIN_GRANTED = "admin-granted"
    ADMIN_WITHDRAWN = "admin-withdrawn"
    NEW_DEVICE_ALLOWED = "new-device-allowed"
    """By an LE-Admin, without certificate and clerk; fact `by`, the account."""
    CHANGES_APPROVED = "changes-approved"
    """A receipt is kept; facts `receipt`, its id, and `ch`, the hash of the challenge."""
    LOGIN_BEGUN = "login-begun"
    LOGIN_APPROVED = "login-approved"
    LOGIN_DENIED = "login-denied"
    LOGIN_REPORTED = "login-reported"
    LOGIN_FINISHED = "login-finished"
    TICKET_ALARM = "ticket-alarm"
    SESSION_ENDED = "session-ended"
    KEYS_ROTATED = "keys-rotated"
    DATABASE_RESTORED = "database-restored"
    """A backup was put back; facts `backup`, its last entry, and `lost`: how many came after it, as
    far as that is known."""
    REGISTRATION_BEGUN = "registration-begun"
    REGISTRATION_CONFIRMED = "registration-confirmed"
    """The address of the mail is the user's."""
    REGISTRATION_ORDERED = "registration-ordered"
    """Nothing is missing any more: a clerk's turn."""
    REGISTRATION_DELETED = "registration-deleted"
    """With all that belonged to it; fact `with_account`."""
    RESET_WANTED = "reset-wanted"
    """A mail asks whether the devices are to be revoked."""
    REGISTRATION_FIRST_CLEARANCE = "registration-first-clearance"
    """Another clerk has to clear, too."""
    REGISTRATION_CLEARED = "registration-cleared"
    REGISTRATION_TAKEN_BACK = "registration-taken-back"
    """A device ended or joined while a clerk had it: the user's turn again; fact `device`."""
    REGISTRATION_ASKED = "registration-asked"
    REGISTRATION_REFUSED = "registration-refused"
    CERTIFICATE_VIEWED = "certificate-viewed"
    """A clerk has looked at an uploaded file, or loaded it down."""
    CERTIFICATE_UPLOADED = "certificate-uploaded"
    CERTIFICATE_REMOVED = "certificate-removed"
    ADVICES_MOVED = "advices-moved"
    """A user archived, deleted or restored payment advices; facts `source`, `target`, `number`."""
    IK_REMOVED = "ik-removed"
    """By an LE-Admin; facts `ik`, `provider`, its id."""
    EAVIS_ORDERED = "eavis-ordered"
    """Facts `ik`, `what` (on, off), `day`: from when on."""


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
    parts = [text.encode() for text in texts]
    framed = b"".join([len(part).to_bytes(4, "big") + part for part in parts])
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


class _Event(NamedTuple):
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
        hash_ = entry_hash(
            seq, each.at, each.event, each.account, each.device, each.facts, previous
        )
        _INSERT.change(
            connection,
            seq=seq,
            at=each.at,
            event=each.event.value,
            account_id=each.account,
            device_id=each.device,
            facts=each.facts,
            previous=previous,
            hash=hash_,
        )
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
