"""What became of logins, for the user whose account it is."""

from typing import Final, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from crypto.challenge import read_challenge
from crypto.protocol import LoginKind, LoginResult, Mode
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.challenges import KEPT_SECONDS as CHALLENGES_KEPT_SECONDS
from portal.domain.logins.challenges import Challenge, ChallengeState
from portal.domain.logins.tables import ACTIONS, CHALLENGES, LOGINS
from portal.domain.logins.tickets import Kind, Ticket
from portal.platform.database.statement import Statement

MOST: Final = 20
KEPT_SECONDS: Final = 180 * 86_400
_MOST_DELETED: Final = 10_000
"""In one call, which comes once a minute."""
_NO_CHANGE: Final[dict[str, str | int]] = {"what": "", "changes": 0}


class PastLogin(NamedTuple):
    """One entry, as PA/1 sends it."""

    at: int
    kind: str
    result: str
    ip: str
    browser: str
    os: str
    device: str
    what: str
    """Of a change: its first sentence."""
    changes: int
    """How many changes were approved or refused together; 0 for a login."""


_L, _C = LOGINS.c, CHALLENGES.c
_NAMES: Final = ("at", "kind", "result", "ip", "browser", "os", "device", "what", "changes")
_ADD = Statement(insert(LOGINS), columns=["account_id", *_NAMES])
_ADD_OF_DEVICE = Statement(
    insert(LOGINS).values(
        device=select(DEVICES.c.name).where(DEVICES.c.id == bindparam("dev")).scalar_subquery()
    ),
    columns=["account_id", *_NAMES],
)
_OF_CHALLENGE: Final = ACTIONS.c.cid == _C.cid
_FIRST: Final = (
    select(ACTIONS.c.sentence)
    .where(_OF_CHALLENGE)
    .order_by(ACTIONS.c.number)
    .limit(1)
    .scalar_subquery()
)
_NUMBER: Final = select(func.count()).where(_OF_CHALLENGE).scalar_subquery()
_UNANSWERED: Final = or_(
    _C.state == ChallengeState.EXPIRED,
    and_(
        or_(_C.state == ChallengeState.OPEN, _C.state == ChallengeState.APPROVED),
        _C.ends_at <= bindparam("now_"),
    ),
)
_EXPIRED: Final = select(
    _C.account_id,
    _C.started_at.label("at"),
    case((_C.mode == Mode.ACTION, LoginKind.ACTION.value), else_=LoginKind.BROWSER.value).label(
        "kind"
    ),
    literal(LoginResult.EXPIRED.value).label("result"),
    _C.ip,
    _C.browser,
    _C.os,
    literal("").label("device"),
    func.coalesce(_FIRST, "").label("what"),
    _NUMBER.label("changes"),
).where(_UNANSWERED)
_KEEP_EXPIRED = Statement(
    insert(LOGINS).from_select(
        ["account_id", *_NAMES],
        _EXPIRED.where(_C.account_id.is_not(None), _C.ends_at <= bindparam("until")),
    )
)
_OWN_EXPIRED: Final = _EXPIRED.where(_C.account_id == bindparam("account")).subquery()
_ALL: Final = union_all(
    select(*(_L[name] for name in _NAMES)).where(_L.account_id == bindparam("account")),
    select(*(_OWN_EXPIRED.c[name] for name in _NAMES)),
).subquery()
_LAST = Statement(select(_ALL).order_by(_ALL.c["at"].desc()).limit(MOST))
_DONE_AT = Statement(
    select(*(_L[name] for name in _NAMES))
    .where(
        _L.account_id == bindparam("account"),
        _L["at"] == bindparam("at_"),
        _L.result == LoginResult.DONE.value,
    )
    .limit(1)
)
# Ids grow with time, so the oldest are found without an index on the time.
_OLDEST: Final = select(_L.id).order_by(_L.id).limit(_MOST_DELETED)
_DELETE_OLD = Statement(
    delete(LOGINS).where(_L.id.in_(_OLDEST.scalar_subquery()), _L.at <= bindparam("until"))
)


def note_done(connection: Connection, ticket: Ticket, now: int) -> None:
    """A ticket has let its browser in."""
    note_ticket(connection, ticket, LoginResult.DONE, now)


def note_ticket(connection: Connection, ticket: Ticket, result: LoginResult, now: int) -> None:
    """What became of a ticket that a browser holds."""
    values = {
        "account_id": ticket.account_id,
        "at": now,
        "kind": LoginKind.APP if ticket.kind == Kind.APP else LoginKind.BROWSER,
        "result": result,
        "ip": ticket.ip,
        "browser": ticket.browser,
        "os": ticket.os,
        "dev": ticket.device_id,
        **_NO_CHANGE,
    }
    _ADD_OF_DEVICE.put(connection, **values)


def note_challenge(
    connection: Connection, challenge: Challenge, result: LoginResult, device: str, now: int
) -> None:
    """What `device` (its name) made of a login request."""
    values = {
        "account_id": challenge.account_id,
        "at": now,
        "kind": LoginKind.ACTION if challenge.mode == Mode.ACTION else LoginKind.BROWSER,
        "result": result,
        "ip": challenge.ip,
        "browser": challenge.browser,
        "os": challenge.os,
        "device": device,
        **_what_of(challenge),
    }
    _ADD.put(connection, **values)


def note_app(
    connection: Connection, account_id: int, result: LoginResult, ip: str, device: str, now: int
) -> None:
    """A login from the app that no browser was opened for; `ip` is the app's own address."""
    values = {
        "account_id": account_id,
        "at": now,
        "kind": LoginKind.APP,
        "result": result,
        "ip": ip,
        **_NO_CHANGE,
    }
    _ADD.put(connection, **values, browser="", os="", device=device)


def _what_of(challenge: Challenge) -> dict[str, str | int]:
    if challenge.mode != Mode.ACTION:
        return _NO_CHANGE
    sentences = read_challenge(challenge.content).sentences
    return {"what": sentences[0], "changes": len(sentences)}


def past_logins(connection: Connection, account_id: int, now: int) -> list[PastLogin]:
    """The last ones, newest first."""
    rows = _LAST.all(connection, account=account_id, now_=now)
    return [PastLogin(*row) for row in rows]


def login_at(connection: Connection, account_id: int, at: int) -> PastLogin | None:
    """The one that was finished at this time, as long as it is kept."""
    row = _DONE_AT.one(connection, account=account_id, at_=at)
    return None if row is None else PastLogin(*row)


def forget_old(connection: Connection, now: int) -> None:
    """Delete what is older than 180 days; keep requests that nobody answered before they go."""
    _KEEP_EXPIRED.change(connection, now_=now, until=now - CHALLENGES_KEPT_SECONDS)
    _DELETE_OLD.change(connection, until=now - KEPT_SECONDS)
