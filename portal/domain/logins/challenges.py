"""Login requests (challenges): their states and their rows."""

import hashlib
import secrets
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from crypto.encoding import b64url
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.devices import FIND, Device, device_of
from portal.domain.logins.tables import CHALLENGES
from portal.domain.topics import account_topic, challenge_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement


class ChallengeState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    FINISHED = "finished"
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class ChallengeEvent(StrEnum):
    APPROVE = "approve"
    DENY = "deny"
    REPORT = "report"
    FINISH = "finish"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    CANCEL = "cancel"
    LOCK = "lock"


_S, _E = ChallengeState, ChallengeEvent
_MOVES: Final = {
    (_S.OPEN, _E.APPROVE): _S.APPROVED,
    (_S.OPEN, _E.DENY): _S.DENIED,
    (_S.OPEN, _E.REPORT): _S.REPORTED,
    (_S.OPEN, _E.EXPIRE): _S.EXPIRED,
    (_S.OPEN, _E.SUPERSEDE): _S.SUPERSEDED,
    (_S.OPEN, _E.CANCEL): _S.EXPIRED,
    (_S.OPEN, _E.LOCK): _S.DENIED,
    # Approved and not yet finished: the ticket has taken over, a new start does not end it.
    (_S.APPROVED, _E.FINISH): _S.FINISHED,
    (_S.APPROVED, _E.EXPIRE): _S.EXPIRED,
    (_S.APPROVED, _E.CANCEL): _S.EXPIRED,
    (_S.APPROVED, _E.LOCK): _S.DENIED,
}


def advance(state: ChallengeState, event: ChallengeEvent) -> ChallengeState:
    """The next state; an event that does not fit changes nothing."""
    return _MOVES.get((state, event), state)


SECONDS: Final = 180
_CID_BYTES: Final = 16
ELSEWHERE_REASON: Final = "elsewhere"

KEPT_SECONDS: Final = 3600
TAB_SECONDS: Final = 2.0
"""In which the app's browser mostly comes after an approval."""


class Challenge(NamedTuple):
    """A request as it is stored, or is to be."""

    cid: str
    account_id: int | None
    state: str
    reason: str
    content: str
    login: str
    browser_hash: bytes
    mode: str
    ip: str
    browser: str
    os: str
    started_at: int
    ends_at: int
    ticket_hash: bytes | None = None
    """Of the browser that began it, once it was approved."""

    def state_at(self, now: int) -> ChallengeState:
        """The state, with the passing of time applied."""
        state = ChallengeState(self.state)
        return advance(state, ChallengeEvent.EXPIRE) if self.ends_at <= now else state


_C = CHALLENGES.c
_COLUMNS = tuple(_C[name] for name in Challenge._fields)
_BY_CID = Statement(select(*_COLUMNS).where(_C.cid == bindparam("cid_")))
_NEWS = Statement(
    FIND.add_columns(*_COLUMNS)
    .outerjoin(
        CHALLENGES,
        and_(
            _C.login == ACCOUNTS.c.login,
            _C.account_id == ACCOUNTS.c.id,
            _C.state == ChallengeState.OPEN,
            _C.ends_at > bindparam("now_"),
        ),
    )
    # Those of strangers come last.
    .order_by(_C.starter.is_(None))
)
_MOVE = Statement(
    update(CHALLENGES)
    .where(_C.cid == bindparam("cid_"), _C.state == bindparam("was"))
    .values(
        state=bindparam("new"),
        reason=bindparam("reason_"),
        ends_at=bindparam("ends"),
        ticket_hash=bindparam("ticket"),
    )
)
_FINISH = Statement(
    update(CHALLENGES)
    .where(
        _C.cid == bindparam("cid_"),
        _C.state == ChallengeState.APPROVED,
        _C.ends_at > bindparam("now_"),
    )
    .values(state=advance(ChallengeState.APPROVED, ChallengeEvent.FINISH))
)
_DELETE_OLD = Statement(delete(CHALLENGES).where(_C.ends_at <= bindparam("until")))


def find_challenge(connection: Connection, cid: str) -> Challenge | None:
    row = _BY_CID.one(connection, cid_=cid)
    return None if row is None else Challenge(*row)


def new_cid() -> str:
    """The id of a request that is not found by a cookie."""
    return b64url(secrets.token_bytes(_CID_BYTES))


def cid_of(browser_hash: bytes) -> str:
    """The id of the request that the browser with this cookie begins, of which there is one.

    It is no secret, and the hash of 256 bits by chance: nobody gets back to the cookie.
    """
    return b64url(hashlib.sha256(b"cid|" + browser_hash).digest()[:_CID_BYTES])


def find_by_browser(connection: Connection, browser_hash: bytes) -> Challenge | None:
    """The request that the browser with this cookie began."""
    return find_challenge(connection, cid_of(browser_hash))


def find_news(connection: Connection, dev: str, now: int) -> tuple[Device | None, Challenge | None]:
    """A device, and what it is asked; what a stranger began comes after what is known."""
    rows = _NEWS.all(connection, dev=dev, now_=now)
    device = device_of(rows, now)
    if device is None or rows[0][-len(_COLUMNS)] is None:
        return device, None
    return device, Challenge(*rows[0][-len(_COLUMNS) :])


def move(
    connection: Connection,
    challenge: Challenge,
    event: ChallengeEvent,
    now: int,
    *,
    reason: str = "",
    ends_at: int | None = None,
    ticket_hash: bytes | None = None,
) -> bool:
    """Let an event happen to a request; False when it does not fit (any more).

    A new end or ticket takes the place of the old one.
    """
    state = challenge.state_at(now)
    new = advance(state, event)
    if new is state:
        return False
    values = {
        "cid_": challenge.cid,
        "was": challenge.state,
        "new": new,
        "reason_": reason,
        "ends": challenge.ends_at if ends_at is None else ends_at,
        "ticket": ticket_hash or challenge.ticket_hash,
    }
    if _MOVE.change(connection, **values) != 1:
        return False
    if state is ChallengeState.OPEN:
        # Devices are shown open ones only.
        notify(connection, account_topic(challenge.account_id))
    # The page need not say that it was approved where a browser has come meanwhile.
    delay = TAB_SECONDS if new is ChallengeState.APPROVED else 0
    notify(connection, challenge_topic(challenge.cid), delay=delay)
    return True


def finish(connection: Connection, cid: str, now: int) -> bool:
    """The browser that began an approved request is in; False where none is approved (any more)."""
    if not _FINISH.change(connection, cid_=cid, now_=now):
        return False
    notify(connection, challenge_topic(cid))
    return True


def forget_old(connection: Connection, now: int) -> None:
    _DELETE_OLD.change(connection, until=now - KEPT_SECONDS)
