"""Advices as they arrive, wait for their provider, and go when their time is over; users are told
of them by e-mail.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain.accounts.accounts import Role
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.advices.changes import UNDO_SECONDS
from portal.domain.advices.metadata import Entry
from portal.domain.advices.storage import Stored
from portal.domain.advices.tables import (
    ADVICE_NOTICES,
    ADVICES,
    GONE_ADVICES,
    Counted,
    Folder,
    Group,
    count,
)
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.providers.providers import IkState
from portal.domain.providers.tables import PROVIDER_IKS
from portal.platform.database.statement import Statement, advisory_lock

BETWEEN_SECONDS: Final = 86_400
_LATEST_SECONDS: Final = 7 * 86_400
"""Nobody is told of what arrived longer ago; a portal that stood still for a week begins anew."""
_MOST_TOLD: Final = 200

_A: Final = ADVICES.c
_C, _N = ACCOUNTS.c, ADVICE_NOTICES.c
_TOLD: Final = func.coalesce(_N.told_until, 0)
_TO_TELL = Statement(
    select(_C.id, _C.login, _C.language, func.count())
    .select_from(
        ACCOUNTS.join(ADVICES, _A.provider_id == _C.provider_id).outerjoin(
            ADVICE_NOTICES, _N.account_id == _C.id
        )
    )
    .where(
        _C.cleared.is_(True),
        _C.blocked_at.is_(None),
        _C.role != Role.CLERK,
        func.coalesce(_N.is_wanted, True),
        bindparam("told_before") >= _TOLD,
        # What was there before somebody came is not new.
        _A.received_at > func.coalesce(_N.told_until, _C.created_at),
        _A.received_at > bindparam("since"),
        _A.received_at < bindparam("now_"),
        _A.folder == Folder.CURRENT,
    )
    .group_by(_C.id, _C.login, _C.language)
    .order_by(_C.id)
    .limit(_MOST_TOLD)
)
_NEW: Final = upsert(ADVICE_NOTICES)
_NOTE_TOLD = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_N.account_id], set_={"told_until": _NEW.excluded.told_until}
    ),
    columns=["account_id", "is_wanted", "told_until"],
)
_CHOOSE = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_N.account_id], set_={"is_wanted": _NEW.excluded.is_wanted}
    ),
    columns=["account_id", "is_wanted", "told_until"],
)
_IS_WANTED = Statement(select(_N.is_wanted).where(_N.account_id == bindparam("account")))


def email_new_advices(connection: Connection, now: int) -> int:
    """Tell those for whom something has arrived since they were told; how many at once."""
    due = _TO_TELL.all(
        connection, told_before=now - BETWEEN_SECONDS, since=now - _LATEST_SECONDS, now_=now
    )
    for account, login, language, number in due:
        facts = {"number": str(number)}
        enqueue(connection, Email(EmailKind.ADVICES, login, language, facts=facts), now)
        # What arrives in this second is told the next time.
        _NOTE_TOLD.change(connection, account_id=account, is_wanted=True, told_until=now - 1)
    return len(due)


def is_wanted(connection: Connection, account_id: int) -> bool:
    """Whether the user gets these e-mails."""
    row = _IS_WANTED.one(connection, account=account_id)
    return row is None or bool(row[0])


def choose(connection: Connection, account_id: int, *, wanted: bool, now: int) -> None:
    """Whoever wants them again is told of what arrives from now on."""
    _CHOOSE.change(connection, account_id=account_id, is_wanted=wanted, told_until=now)


_AT_ONCE: Final = 500
_DAY: Final = 86_400


class Outcome(StrEnum):
    """What became of an advice that was announced."""

    STORED = "stored"
    """Its provider sees it."""
    WAITING = "waiting"
    """Stored; it is seen once somebody has its IK number cleared."""
    KNOWN = "known"
    """It is there already, or was and is gone."""
    DIFFERENT = "different"
    """Another document has its IK number and reference."""


_G, _I = GONE_ADVICES.c, PROVIDER_IKS.c
_LATER: Final = ("id", "deleted_at", "deleted_from")
_HOLDER: Final = (
    select(_I.provider_id)
    .where(_I.ik == bindparam("ik_"), _I.state == IkState.CLEARED)
    .scalar_subquery()
)
_HOLDER_OF = Statement(select(_HOLDER))
_INSERT = Statement(
    insert(ADVICES),
    columns=[column.name for column in _A if column.name not in _LATER],
)
_KNOWN = Statement(
    select(_A.digest).where(_A.ik == bindparam("ik_"), _A.reference == bindparam("reference_"))
)
_GONE = Statement(select(_G.hash).where(_G.hash == bindparam("hash_")))
_NOTE_GONE = Statement(upsert(GONE_ADVICES).on_conflict_do_nothing(), columns=["hash", "gone_at"])
_CLAIMED: Final = exists().where(_I.ik == _A.ik, _I.state == IkState.CLEARED)
_WAITING = Statement(select(_A.id, _A.ik).where(_A.provider_id.is_(None), _CLAIMED).limit(_AT_ONCE))
_COUNTED: Final = (
    *(_A.provider_id, _A.folder, _A.issued_on, _A.ik, _A.sender),
    *(_A.amount_cents, _A.invoices),
)
_GIVE = Statement(
    update(ADVICES)
    .where(_A.id == bindparam("id_"), _A.provider_id.is_(None))
    .values(provider_id=_HOLDER, received_at=bindparam("now_"))
    .returning(*_COUNTED)
)
_DUE = Statement(
    select(_A.id)
    .where(
        or_(_A.received_at <= bindparam("received_until"), _A.deleted_at <= bindparam("undo_until"))
    )
    .limit(_AT_ONCE)
)
_DELETE = Statement(
    delete(ADVICES).where(_A.id == bindparam("id_")).returning(_A.reference, *_COUNTED)
)
_FORGET_GONE = Statement(delete(GONE_ADVICES).where(_G.gone_at <= bindparam("until")))
_IS_USED = Statement(select(_A.id).where(_A.digest == bindparam("digest_")).limit(1))


@dataclass(frozen=True)
class Arrival:
    """An advice whose document is on the disk."""

    entry: Entry
    stored: Stored


def known_among(connection: Connection, entries: Iterable[Entry]) -> set[Entry]:
    """Those that were taken before, whatever their documents are now."""
    return {
        entry
        for entry in entries
        if _known_digest(connection, entry) is not None or _is_gone(connection, entry)
    }


def record(connection: Connection, arrival: Arrival, now: int) -> Outcome:
    """Write an advice down, for the provider that has its IK number cleared."""
    entry, stored = arrival.entry, arrival.stored
    # Two imports of one advice wait for each other.
    advisory_lock(connection, _hash(entry.ik, entry.reference))
    known = _known_digest(connection, entry)
    if known is not None:
        return Outcome.KNOWN if known == stored.digest else Outcome.DIFFERENT
    if _is_gone(connection, entry):
        return Outcome.KNOWN
    found = _HOLDER_OF.one(connection, ik_=entry.ik)
    provider = None if found is None else found[0]
    _INSERT.change(connection, **_row(arrival, provider, now))
    if provider is None:
        return Outcome.WAITING
    group = Group(provider, Folder.CURRENT, entry.issued_on[:7], entry.ik, entry.sender)
    count(connection, [Counted(group, entry.amount_cents, entry.invoices)])
    return Outcome.STORED


def give_waiting(connection: Connection, now: int) -> int:
    """Give those that wait to whom their IK number was cleared for since; how many at once."""
    found = _WAITING.all(connection)
    rows = [row for id_, ik in found for row in _GIVE.all(connection, id_=id_, ik_=ik, now_=now)]
    count(connection, (_counted(row, 1) for row in rows if row[0] is not None))
    return len(rows)


def delete_due(connection: Connection, now: int, keep_days: int) -> int:
    """Delete for good what was kept long enough, or deleted 30 days ago; how many at once.

    Their documents go with the next `sweep`.
    """
    received_until = now - keep_days * _DAY
    limits = {"received_until": received_until, "undo_until": now - UNDO_SECONDS}
    gone = [
        row for (id_,) in _DUE.all(connection, **limits) for row in _DELETE.all(connection, id_=id_)
    ]
    count(connection, (_counted(row[1:], -1) for row in gone if row[1] is not None))
    for reference, _provider, _folder, _issued, ik, *_ in gone:
        _NOTE_GONE.change(connection, hash=_hash(ik, reference).hex(), gone_at=now)
    _FORGET_GONE.change(connection, until=received_until)
    return len(gone)


def unused(connection: Connection, digests: Iterable[str]) -> list[str]:
    """Those of the documents that no advice has."""
    return [one for one in sorted(digests) if _IS_USED.one(connection, digest_=one) is None]


def _row(arrival: Arrival, provider: int | None, now: int) -> dict[str, Any]:
    entry = arrival.entry
    said = {name: value for name, value in vars(entry).items() if name not in ("file", "sha256")}
    return said | {
        "provider_id": provider,
        "folder": Folder.CURRENT,
        "digest": arrival.stored.digest,
        "received_at": now,
    }


def _counted(row: tuple[Any, ...], sign: int) -> Counted:
    provider, folder, issued_on, ik, sender, cents, invoices = row
    group = Group(provider, Folder(folder), issued_on[:7], ik, sender)
    return Counted(group, cents, invoices, sign)


def _known_digest(connection: Connection, entry: Entry) -> str | None:
    row = _KNOWN.one(connection, ik_=entry.ik, reference_=entry.reference)
    return None if row is None else str(row[0])


def _is_gone(connection: Connection, entry: Entry) -> bool:
    hash_ = _hash(entry.ik, entry.reference).hex()
    return _GONE.one(connection, hash_=hash_) is not None


def _hash(ik: str, reference: str) -> bytes:
    return hashlib.sha256(f"{ik}|{reference}".encode()).digest()
