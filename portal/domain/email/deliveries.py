"""The outbox as the mail worker sees it: which e-mail is due, and what became of it."""

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from portal.domain.email.outbox import OUTBOX, Email, EmailKind
from portal.platform.database.statement import Statement

LEASE_SECONDS: Final = 600
"""Longer than a sending can take, so that no other process takes an e-mail up meanwhile."""
GIVE_UP_SECONDS: Final = 5 * 86_400
KEEP_SENT_SECONDS: Final = 86_400
"""An e-mail names its reader, and is of no use once it is sent."""
KEEP_GIVEN_UP_SECONDS: Final = 30 * 86_400

_FIRST_PAUSE: Final = 60
_LONGEST_PAUSE: Final = 3600
_PERCENT: Final = 10
LONGEST_PAUSE_SECONDS: Final = _LONGEST_PAUSE + _LONGEST_PAUSE * _PERCENT // 100


class Outcome(StrEnum):
    SENT = "sent"
    POSTPONED = "postponed"
    GIVEN_UP = "given-up"


class Owner(StrEnum):
    """Who sends an e-mail."""

    SERVER = "server"
    """What one has left is free again when a server begins that is the only one."""
    COMMAND = "command"
    """Any number of them, beside the server."""


@dataclass(frozen=True)
class Due:
    """An e-mail that belongs to this process for a while."""

    id: str
    email: Email
    created_at: int
    tries: int
    leased_until: int


_O: Final = OUTBOX.c
_WAITS: Final = (_O.sent_at.is_(None), _O.given_up_at.is_(None))
# SQLite leaves FOR UPDATE out; it has one writer anyway.
_NEXT = Statement(
    select(
        _O.id,
        _O.kind,
        _O.recipient,
        _O.language,
        _O.registration_id,
        _O.facts,
        _O.created_at,
        _O.tries,
    )
    .where(*_WAITS, _O.due_at <= bindparam("now_"), _O.leased_until <= bindparam("now_"))
    .order_by(_O.due_at, _O.created_at)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_LEASE = Statement(
    update(OUTBOX)
    .where(_O.id == bindparam("id_"))
    .values(leased_until=bindparam("until"), leased_by=bindparam("owner"))
)
_FREE = Statement(
    update(OUTBOX)
    .where(*_WAITS, _O.leased_by == Owner.SERVER, _O.leased_until > 0)
    .values(leased_until=0)
)
_SENT = Statement(update(OUTBOX).where(_O.id == bindparam("id_")).values(sent_at=bindparam("now_")))
# Whoever has lost the e-mail to another process changes nothing of it any more.
_MINE: Final = (*_WAITS, _O.id == bindparam("id_"), _O.leased_until == bindparam("leased"))
_POSTPONE = Statement(
    update(OUTBOX)
    .where(*_MINE)
    .values(due_at=bindparam("due"), tries=bindparam("tries_"), leased_until=0)
)
_GIVE_UP = Statement(update(OUTBOX).where(*_MINE).values(given_up_at=bindparam("now_")))
_FORGET = Statement(
    delete(OUTBOX).where(
        or_(
            _O.sent_at <= bindparam("sent_before"),
            _O.given_up_at <= bindparam("given_up_before"),
        )
    )
)


def free_leases_of_dead_server(connection: Connection) -> int:
    """What an earlier server has left half done is due again; how many e-mails.

    To be called by a server that has just started: it is the only one.
    """
    count: int = _FREE.change(connection)
    return count


def claim_next(connection: Connection, now: int, owner: Owner) -> Due | None:
    """The e-mail that has waited longest, for this process alone until the lease is over."""
    row = _NEXT.one(connection, now_=now)
    if row is None:
        return None
    id_, kind, recipient, language, registration_id, facts, created_at, tries = row
    until = now + LEASE_SECONDS
    _LEASE.change(connection, id_=id_, until=until, owner=owner)
    email = Email(EmailKind(kind), recipient, language, registration_id, json.loads(facts))
    return Due(id_, email, created_at, tries, until)


def mark_sent(connection: Connection, due: Due, now: int) -> None:
    _SENT.change(connection, id_=due.id, now_=now)


def postpone(connection: Connection, due: Due, now: int) -> Outcome:
    """Try again later, unless that has gone on for five days."""
    if now - due.created_at >= GIVE_UP_SECONDS:
        return give_up(connection, due, now)
    tries = due.tries + 1
    values = {"id_": due.id, "leased": due.leased_until, "tries_": tries}
    _POSTPONE.change(connection, due=now + pause(due.id, tries), **values)
    return Outcome.POSTPONED


def give_up(connection: Connection, due: Due, now: int) -> Outcome:
    _GIVE_UP.change(connection, id_=due.id, leased=due.leased_until, now_=now)
    return Outcome.GIVEN_UP


def forget_old(connection: Connection, now: int) -> int:
    """Delete what was sent a day ago, and what was given up 30 days ago; how many."""
    count: int = _FORGET.change(
        connection,
        sent_before=now - KEEP_SENT_SECONDS,
        given_up_before=now - KEEP_GIVEN_UP_SECONDS,
    )
    return count


def pause(id_: str, tries: int) -> int:
    """Seconds until the next try: a minute, doubled each time, an hour at most; up to a tenth
    more or less, so that e-mails which failed together do not come together again.
    """
    seconds = min(_FIRST_PAUSE << min(tries - 1, 6), _LONGEST_PAUSE)
    spread = uuid.UUID(id_).int % (2 * _PERCENT + 1) - _PERCENT
    return seconds + seconds * spread // 100
