"""Login tickets: their states and their rows; stored hashed, good for one browser."""

import hashlib
import secrets
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, Text, bindparam, delete, insert, or_, select, update

from crypto.encoding import b64url
from portal.domain.devices.devices import LOCK
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.tables import SESSIONS, TICKETS
from portal.domain.topics import ticket_topic
from portal.platform.asgi import Visitor
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement


class TicketState(StrEnum):
    ISSUED = "issued"
    CLAIMED = "claimed"
    DONE = "done"
    VOID = "void"


class TicketEvent(StrEnum):
    CLAIM = "claim"
    """A browser posts the ticket: the first one."""
    CLAIM_AGAIN = "claim-again"
    """Another browser posts it too."""
    CONFIRM = "confirm"
    REFUSE = "refuse"
    EXPIRE = "expire"
    LOCK = "lock"


_S, _E = TicketState, TicketEvent
_MOVES: Final = {
    (_S.ISSUED, _E.CLAIM): _S.CLAIMED,
    (_S.ISSUED, _E.REFUSE): _S.VOID,
    (_S.ISSUED, _E.EXPIRE): _S.VOID,
    (_S.ISSUED, _E.LOCK): _S.VOID,
    (_S.CLAIMED, _E.CLAIM_AGAIN): _S.VOID,
    (_S.CLAIMED, _E.CONFIRM): _S.DONE,
    (_S.CLAIMED, _E.REFUSE): _S.VOID,
    (_S.CLAIMED, _E.EXPIRE): _S.VOID,
    (_S.CLAIMED, _E.LOCK): _S.VOID,
    (_S.DONE, _E.CLAIM_AGAIN): _S.VOID,
    (_S.DONE, _E.LOCK): _S.VOID,
}


def advance(state: TicketState, event: TicketEvent) -> TicketState:
    """The next state; an event that does not fit changes nothing."""
    return _MOVES.get((state, event), state)


SECONDS: Final = 60
CONFIRM_SECONDS: Final = 120
"""How long a claimed ticket waits for its user, who may have been asked something."""

_BYTES: Final = 32
_KEPT_SECONDS: Final = 3600


class Kind(StrEnum):
    """Where a login was begun."""

    BROWSER = "browser"
    APP = "app"


class Ticket(NamedTuple):
    """A ticket as it is stored."""

    hash: bytes
    kind: str
    account_id: int
    device_id: str
    cid: str | None
    state: str
    ends_at: int
    holder_hash: bytes | None
    ip: str
    browser: str
    os: str

    def state_at(self, now: int) -> TicketState:
        """The state, with the passing of time applied."""
        state = TicketState(self.state)
        return advance(state, TicketEvent.EXPIRE) if self.ends_at <= now else state


_T = TICKETS.c
_INSERT = Statement(insert(TICKETS), columns=TICKETS.c.keys())
_BY_HASH = Statement(select(TICKETS).where(_T.hash == bindparam("hash_")))
_LOCK = Statement(select(TICKETS).where(_T.hash == bindparam("hash_")).with_for_update())
_MOVE = Statement(
    update(TICKETS)
    .where(_T.hash == bindparam("hash_"), _T.state == bindparam("was"))
    .values(state=bindparam("new"))
)
_CLAIM = Statement(
    update(TICKETS)
    .where(
        _T.hash == bindparam("hash_"),
        _T.cid.is_not_distinct_from(bindparam("cid_", type_=Text())),
        _T.state == TicketState.ISSUED,
        _T.ends_at > bindparam("now_"),
    )
    .values(
        state=bindparam("new"),
        ends_at=bindparam("ends"),
        holder_hash=bindparam("holder"),
        ip=bindparam("ip_"),
        browser=bindparam("browser_"),
        os=bindparam("os_"),
    )
    .returning(*_T)
)
_CONFIRM = Statement(
    update(TICKETS)
    .where(
        _T.hash == bindparam("hash_"),
        _T.device_id == bindparam("dev"),
        _T.kind == Kind.APP,
        _T.state == TicketState.CLAIMED,
        _T.ends_at > bindparam("now_"),
    )
    .values(state=advance(TicketState.CLAIMED, TicketEvent.CONFIRM), ends_at=bindparam("ends"))
)
_OWNER: Final = select(_T.account_id).where(_T.hash == bindparam("hash_")).scalar_subquery()
_LOCK_DEVICES = Statement(LOCK.where(DEVICES.c.account_id == _OWNER))
_VOID_EARLIER = Statement(
    update(TICKETS)
    .where(
        _T.device_id == bindparam("dev"),
        _T.kind == Kind.APP,
        or_(_T.state == TicketState.ISSUED, _T.state == TicketState.CLAIMED),
    )
    .values(state=TicketState.VOID)
    .returning(_T.hash)
)
_VOID_OF_ACCOUNT = Statement(
    update(TICKETS)
    .where(_T.account_id == bindparam("account"), _T.state != TicketState.VOID)
    .values(state=TicketState.VOID)
    .returning(_T.hash)
)
_END_OF_SESSION = Statement(
    update(TICKETS)
    .where(
        _T.hash == SESSIONS.c.ticket_hash,
        SESSIONS.c.hash == bindparam("session"),
        _T.ends_at > bindparam("now_"),
    )
    # Also for a request that was on its way already.
    .values(ends_at=SESSIONS.c.created_at)
)
_DELETE_OLD = Statement(delete(TICKETS).where(_T.ends_at <= bindparam("until")))


def new_ticket() -> str:
    """256 random bits, base64url."""
    return b64url(secrets.token_bytes(_BYTES))


def ticket_hash(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode()).digest()


def issue(
    connection: Connection,
    ticket: str,
    *,
    kind: Kind,
    account_id: int,
    dev: str,
    cid: str | None,
    now: int,
) -> None:
    """Store a ticket for 60 seconds."""
    values = {
        "hash": ticket_hash(ticket),
        "kind": kind,
        "account_id": account_id,
        "device_id": dev,
        "cid": cid,
        "state": TicketState.ISSUED,
        "ends_at": now + SECONDS,
        "holder_hash": None,
        "ip": "",
        "browser": "",
        "os": "",
    }
    _INSERT.put(connection, **values)


def void_earlier(connection: Connection, dev: str) -> None:
    """Void what the device asked for before and never used."""
    for (hash_,) in _VOID_EARLIER.all(connection, dev=dev):
        notify(connection, ticket_topic(hash_))


def void_all(connection: Connection, account_id: int) -> None:
    """Void every ticket of an account."""
    for (hash_,) in _VOID_OF_ACCOUNT.all(connection, account=account_id):
        notify(connection, ticket_topic(hash_))


def end_ticket_of(connection: Connection, session: bytes, now: int) -> None:
    """End the time of the ticket of a session, given by its hash, that is about to end.

    It stays done, so that the ticket in another browser is an alarm still. The session's row is
    changed after the ticket's, as everybody does: PostgreSQL must not find a deadlock here.
    """
    _END_OF_SESSION.change(connection, session=session, now_=now)


def find_ticket(connection: Connection, hash_: bytes, *, locked: bool = False) -> Ticket | None:
    """Where `locked`, others on PostgreSQL cannot change it until the transaction ends."""
    row = (_LOCK if locked else _BY_HASH).one(connection, hash_=hash_)
    return None if row is None else Ticket(*row)


def hold_devices(connection: Connection, hash_: bytes) -> None:
    """Before whatever opens the session of a ticket: until the transaction ends, none of the
    account's devices ends, which would void the ticket.
    """
    if connection.dialect.name == "postgresql":
        _LOCK_DEVICES.put(connection, hash_=hash_)


def hold_ticket(connection: Connection, hash_: bytes) -> None:
    """The same for a ticket that was let in before: nobody logs out of its session either."""
    if connection.dialect.name == "postgresql":
        hold_devices(connection, hash_)
        _LOCK.put(connection, hash_=hash_)


def move(connection: Connection, ticket: Ticket, event: TicketEvent, now: int) -> bool:
    """Let an event happen; False when it does not fit (any more)."""
    state = ticket.state_at(now)
    new = advance(state, event)
    if new is state:
        return False
    if _MOVE.change(connection, hash_=ticket.hash, was=ticket.state, new=new) != 1:
        return False
    notify(connection, ticket_topic(ticket.hash))
    return True


def claim(
    connection: Connection,
    hash_: bytes,
    holder_hash: bytes,
    visitor: Visitor,
    now: int,
    *,
    cid: str | None,
    confirmed: bool = False,
) -> Ticket | None:
    """Give a ticket to a browser; None when it is not free (any more).

    `cid` is the login request that it is for; None where the login was begun in the app. The
    browser has no rights yet, unless it is `confirmed` to be the one that began the login.
    """
    claimed = advance(TicketState.ISSUED, TicketEvent.CLAIM)
    values = {
        "hash_": hash_,
        "cid_": cid,
        "now_": now,
        "new": advance(claimed, TicketEvent.CONFIRM) if confirmed else claimed,
        "ends": now + (SECONDS if confirmed else CONFIRM_SECONDS),
        "holder": holder_hash,
        "ip_": visitor.ip,
        "browser_": visitor.browser,
        "os_": visitor.os,
    }
    row = _CLAIM.one(connection, **values)
    if row is None:
        return None
    notify(connection, ticket_topic(hash_))
    return Ticket(*row)


def confirm(connection: Connection, hash_: bytes, dev: str, now: int) -> bool:
    """Let the browser in that has claimed the ticket of a login that was begun in the app `dev`;
    False where that does not fit (any more).
    """
    if not _CONFIRM.change(connection, hash_=hash_, dev=dev, now_=now, ends=now + SECONDS):
        return False
    notify(connection, ticket_topic(hash_))
    return True


def forget_old(connection: Connection, now: int) -> None:
    _DELETE_OLD.change(connection, until=now - _KEPT_SECONDS)
