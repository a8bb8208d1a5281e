"""The audit log: hash-chained entries, written in the transaction that they describe. The names
of events are for ever: old entries keep theirs.
"""

import contextlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    insert,
    or_,
    select,
)

from crypto.encoding import dump_object
from portal.domain.audit.entries import AUDIT, NOTHING_YET, entry_hash
from portal.platform.database.before_commit import before_commit
from portal.platform.database.statement import Statement, advisory_lock, undone


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


Fact = str | int | bool | None

_LOCK: Final = b"audit log"
_A = AUDIT.c
_HEAD = Statement(select(_A.seq, _A.hash).order_by(_A.seq.desc()).limit(1))
_NEWEST: Final = select(_A.hash).order_by(_A.seq.desc()).limit(1).scalar_subquery()
_NEW: Final = {name: bindparam(name, type_=column.type) for name, column in _A.items()}
_INSERT = Statement(insert(AUDIT), columns=_A.keys())
_APPEND = Statement(
    insert(AUDIT).from_select(
        _A.keys(),
        select(*_NEW.values()).where(
            # The first one has none before it.
            or_(and_(_NEW["seq"] == 1, _NEWEST.is_(None)), _NEW["previous"] == _NEWEST)
        ),
    )
)


class _Event(NamedTuple):
    """What is still to be chained to the entries before."""

    at: int
    event: Event
    account: int | None
    device: str | None
    facts: str


class _Head(NamedTuple):
    """The last entry."""

    seq: int
    hash: bytes


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
    recorded = _Event(now, event, account, device, dump_object(given).decode())
    before_commit(connection, _append, recorded)


@contextlib.contextmanager
def taken_back(connection: Connection) -> Iterator[None]:
    """Write the entries that are recorded inside, and take them back: as much work as if they
    stayed, now and for whoever writes next.
    """
    with undone(connection):
        yield
    connection.info[_LAST] = connection.info.get(_BEFORE)


# Under which SQLite's connections remember the entry that they have appended last, and the one
# before those of that transaction.
_LAST: Final = "last audit entry"
_BEFORE: Final = "audit entry before"


def _append(connection: Connection, events: Sequence[_Event]) -> None:
    """On PostgreSQL this makes all others that write here wait until the transaction has ended;
    SQLite has one writer anyway, which mostly has written the last entry itself.
    """
    advisory_lock(connection, _LOCK)
    info = connection.info
    before = info.get(_LAST)
    last = None if before is None else _chained(connection, before, events, is_sure=False)
    if last is None:
        # Another process has written since, or what is remembered was undone.
        before = _read_head(connection)
        last = _chained(connection, before, events, is_sure=True)
    if connection.dialect.name == "sqlite":
        info[_BEFORE], info[_LAST] = before, last


def _read_head(connection: Connection) -> _Head:
    seq, hash_ = _HEAD.one(connection) or (0, NOTHING_YET)
    return _Head(int(seq), bytes(hash_))


def _chained(
    connection: Connection, head: _Head, events: Sequence[_Event], *, is_sure: bool
) -> _Head | None:
    """The last of the entries that were appended; None, and nothing was, where `head`, unless it
    `is_sure`, is not the log's last.
    """
    seq, previous = head
    for at, event, account, device, facts in events:
        seq += 1
        hash_ = entry_hash(seq, at, event, account, device, facts, previous)
        values = {
            "seq": seq,
            "at": at,
            "event": event,
            "account_id": account,
            "device_id": device,
            "facts": facts,
            "previous": previous,
            "hash": hash_,
        }
        if is_sure:
            _INSERT.put(connection, **values)
        elif not _APPEND.change(connection, **values):
            return None
        previous = hash_
    return _Head(seq, previous)
