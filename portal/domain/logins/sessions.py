"""Sessions: 15 minutes idle, 10 hours in all."""

import hashlib
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    LargeBinary,
    bindparam,
    delete,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import b64url
from portal.domain.accounts.accounts import Role
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.lists import LAST_LOGIN
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.history import note_done
from portal.domain.logins.tables import SESSIONS, TICKETS
from portal.domain.logins.tickets import Ticket, TicketState, end_ticket_of
from portal.platform.database.compiled import Row
from portal.platform.database.statement import Statement
from portal.platform.keys.key_ring import KeyRing

IDLE_SECONDS: Final = 900
LONGEST_SECONDS: Final = 36_000

_TOUCH_SECONDS: Final = 30


class Session(NamedTuple):
    """Somebody who is logged in."""

    role: Role
    hash: bytes
    account_id: int
    device_id: str
    login: str
    name: str
    provider: str
    seen_at: int
    created_at: int
    previous_login_at: int | None
    region: str | None
    """Of a clerk; None where the clerk sees all."""
    provider_id: int | None
    """None of a clerk."""
    account_created_at: int
    browsers_epoch: int
    """See `starts.BOUND_TO`."""


_S, _A, _T = SESSIONS.c, ACCOUNTS.c, TICKETS.c
_NOW: Final = bindparam("now_", type_=BigInteger())
_INSERT = Statement(
    # SQLite has the same clause, and SQLAlchemy writes it for both.
    insert(SESSIONS)
    .from_select(
        _S.keys(),
        select(
            bindparam("hash_", type_=LargeBinary()),
            _T.account_id,
            _T.device_id,
            _T.hash,
            _NOW,
            _NOW,
            LAST_LOGIN.scalar_subquery(),
        ).where(_T.hash == bindparam("ticket"), _T.state == TicketState.DONE, _T.ends_at > _NOW),
    )
    .on_conflict_do_nothing()
)
_EXISTS = Statement(select(_S.hash).where(_S.hash == bindparam("hash_")))
_NOTE_LOGIN = Statement(
    update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(last_login_at=bindparam("now_"))
)
_END_OF_ACCOUNT = Statement(delete(SESSIONS).where(_S.account_id == bindparam("account")))
_FIND = Statement(
    select(
        _A.role,
        _S.hash,
        _S.account_id,
        _S.device_id,
        _A.login,
        _A.name,
        _A.provider,
        _S.seen_at,
        _S.created_at,
        _S.previous_login_at,
        _A.region,
        _A.provider_id,
        _A.created_at,
        _A.browsers_epoch,
    )
    .join_from(SESSIONS, ACCOUNTS)
    .where(
        _S.hash == bindparam("hash_"),
        _S.seen_at > bindparam("idle_since"),
        _S.created_at > bindparam("created_since"),
        _A.blocked_at.is_(None),
    )
)
_TOUCH = Statement(
    update(SESSIONS).where(_S.hash == bindparam("hash_")).values(seen_at=bindparam("now_"))
)
_ENDED = (_S.account_id, _S.device_id)
_END = Statement(delete(SESSIONS).where(_S.hash == bindparam("hash_")).returning(*_ENDED))
_END_BY_TICKET = Statement(delete(SESSIONS).where(_S.ticket_hash == bindparam("ticket")))
_DELETE_OLD = Statement(
    delete(SESSIONS)
    .where(or_(_S.seen_at <= bindparam("idle_since"), _S.created_at <= bindparam("created_since")))
    .returning(*_ENDED)
)


def session_id(keys: KeyRing, ticket_hash: bytes, cookie: str) -> str:
    """256 bits for the browser that holds `cookie` and has taken the ticket, base64url.

    Made from what only this browser and only this portal know, so that an answer that was lost
    can be given again, and nothing that would open a session is kept anywhere.
    """
    return b64url(keys.browser_mac("session", ticket_hash, cookie.encode()))


def open_session(
    connection: Connection, ticket: Ticket, new_id: str, *, replaced: str | None, now: int
) -> bool:
    """Log the holder of a done ticket in; `replaced` is the session that it had.

    False where it is in already, or the ticket is done no more or its time over.
    """
    values = {"hash_": session_hash(new_id), "ticket": ticket.hash, "account": ticket.account_id}
    if not _INSERT.change(connection, **values, now_=now):
        return False
    if replaced is not None:
        end_session(connection, replaced, now, reason="replaced")
    _NOTE_LOGIN.put(connection, dev=ticket.device_id, now_=now)
    note_done(connection, ticket, now)
    facts = {"kind": ticket.kind, "ip": ticket.ip, "browser": ticket.browser, "os": ticket.os}
    record_event(
        connection,
        Event.LOGIN_FINISHED,
        now,
        account=ticket.account_id,
        device=ticket.device_id,
        cid=ticket.cid,
        **facts,
    )
    return True


def was_opened(connection: Connection, id_: str) -> bool:
    """Whether a ticket has its session, which would have this id, already."""
    return _EXISTS.one(connection, hash_=session_hash(id_)) is not None


def find_session(connection: Connection, id_: str, now: int) -> Session | None:
    values = _since(now) | {"hash_": session_hash(id_)}
    row = _FIND.one(connection, **values)
    if row is None:
        return None
    role, *known = row
    return Session(Role(role), *known)


def is_alive(connection: Connection, hash_: bytes, now: int) -> bool:
    """Whether the session that is stored under this hash still lasts."""
    values = _since(now) | {"hash_": hash_}
    return _FIND.one(connection, **values) is not None


def needs_touch(session: Session, now: int) -> bool:
    """Whether the idle time is to be counted anew; not at each request, for it is a write."""
    return now - session.seen_at >= _TOUCH_SECONDS


def touch(connection: Connection, session: Session, now: int) -> None:
    _TOUCH.put(connection, hash_=session.hash, now_=now)


def end_session(connection: Connection, id_: str, now: int, *, reason: str) -> None:
    """Log out, if anybody was logged in; its ticket lets nobody in again."""
    hash_ = session_hash(id_)
    end_ticket_of(connection, hash_, now)
    _note_ends(connection, _END.all(connection, hash_=hash_), now, reason)


def end_session_of(connection: Connection, ticket: Ticket) -> None:
    """End what was opened with a ticket that turned up twice."""
    _END_BY_TICKET.change(connection, ticket=ticket.hash)


def end_all(connection: Connection, account_id: int) -> None:
    """End every session of an account."""
    _END_OF_ACCOUNT.change(connection, account=account_id)


def forget_old(connection: Connection, now: int) -> None:
    _note_ends(connection, _DELETE_OLD.all(connection, **_since(now)), now, "idle")


def _note_ends(connection: Connection, ended: list[Row], now: int, reason: str) -> None:
    for account, device in ended:
        record_event(
            connection, Event.SESSION_ENDED, now, account=account, device=device, reason=reason
        )


def _since(now: int) -> dict[str, int]:
    return {"idle_since": now - IDLE_SECONDS, "created_since": now - LONGEST_SECONDS}


def session_hash(id_: str) -> bytes:
    """SHA-256 of a session's id, the only form in which it is kept."""
    return hashlib.sha256(id_.encode()).digest()
