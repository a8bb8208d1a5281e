"""Login tickets: their states and their rows; stored hashed, good for one browser."""

import hashlib
import secrets
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from crypto.encoding import b64url
from portal.domain.devices.devices import lock_devices
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
_HOLD = Statement(select(TICKETS).where(_T.hash == bindparam("hash_")).with_for_update())
_MOVE = Statement(
    update(TICKETS)
    .where(_T.hash == bindparam("hash_"), _T.state == bindparam("was"))
    .values(
        state=bindparam("new"),
        ends_at=bindparam("ends"),
        holder_hash=bindparam("holder"),
        ip=bindparam("ip_"),
        browser=bindparam("browser_"),
        os=bindparam("os_"),
    )
)
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
    _INSERT.change(connection, **values)


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


def find_ticket(connection: Connection, hash_: bytes) -> Ticket | None:
    row = _BY_HASH.one(connection, hash_=hash_)
    return None if row is None else Ticket(*row)


def hold_ticket(connection: Connection, hash_: bytes) -> Ticket | None:
    """The same, for whoever opens its session: until the transaction ends, none of the account's
    devices ends, which would void the ticket, and nobody logs out of the session.
    """
    found = find_ticket(connection, hash_)
    if found is None or not lock_devices(connection, found.account_id):
        return found
    row = _HOLD.one(connection, hash_=hash_)
    return None if row is None else Ticket(*row)


def move(
    connection: Connection, ticket: Ticket, event: TicketEvent, now: int, *, seconds: int = 0
) -> Ticket | None:
    """Let an event happen; None when it does not fit (any more). `seconds` sets a new end."""
    state = ticket.state_at(now)
    new = advance(state, event)
    if new is state:
        return None
    after = ticket._replace(state=new, ends_at=now + seconds if seconds else ticket.ends_at)
    return after if _store(connection, ticket, after) else None


def claim(
    connection: Connection,
    ticket: Ticket,
    holder_hash: bytes,
    visitor: Visitor,
    now: int,
    *,
    confirmed: bool = False,
) -> Ticket | None:
    """Give the ticket to a browser; None when it is not free (any more).

    The browser has no rights yet, unless it is `confirmed` to be the one that began the login.
    """
    if ticket.state_at(now) is not TicketState.ISSUED:
        return None
    claimed = advance(TicketState.ISSUED, TicketEvent.CLAIM)
    after = ticket._replace(
        state=advance(claimed, TicketEvent.CONFIRM) if confirmed else claimed,
        ends_at=now + (SECONDS if confirmed else CONFIRM_SECONDS),
        holder_hash=holder_hash,
        ip=visitor.ip,
        browser=visitor.browser,
        os=visitor.os,
    )
    return after if _store(connection, ticket, after) else None


def forget_old(connection: Connection, now: int) -> None:
    _DELETE_OLD.change(connection, until=now - _KEPT_SECONDS)


def _store(connection: Connection, before: Ticket, after: Ticket) -> bool:
    values = {
        "hash_": before.hash,
        "was": before.state,
        "new": after.state,
        "ends": after.ends_at,
        "holder": after.holder_hash,
        "ip_": after.ip,
        "browser_": after.browser,
        "os_": after.os,
    }
    if _MOVE.change(connection, **values) != 1:
        return False
    notify(connection, ticket_topic(before.hash))
    return True
