"""How a login request is begun, by a stranger or by a browser that has finished a login for this
account (OWASP, "device cookies").

Such a browser carries a token that only this portal can make. With it the browser has starts of
its own, and no stranger's start ends its open request. A token proves nothing else: without device
and PIN nobody logs in.

A token is an id (16 bytes), when it was made (8), and a MAC (32) over both and the account with its
epoch. Where the epoch counts up, or the account ends, earlier tokens are worth nothing.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import b64url, unb64url
from crypto.errors import Malformed
from crypto.protocol import DeviceState, Mode
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.challenges import (
    Challenge,
    ChallengeEvent,
    ChallengeState,
    advance,
    find_challenge,
)
from portal.domain.logins.tables import CHALLENGES
from portal.domain.topics import account_topic, challenge_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement, advisory_lock_of
from portal.platform.keys.key_ring import KeyRing
from portal.platform.limits import Exceeded, Limit, RateLimits

MOST: Final = 5
"""How many accounts a browser is known for."""
SECONDS: Final = 400 * 86_400
"""How long a token is good for: what browsers keep cookies for at most (RFC 6265bis, 5.5)."""

_ID_BYTES: Final = 16
_TIME_BYTES: Final = 8
_MAC_BYTES: Final = 32
_BINDING: Final = Struct(">QQQ")
_PURPOSE: Final = "known-browser"

Binding = bytes
"""An account and its epoch, in the form that tokens are bound to."""

NOBODY: Final[Binding] = bytes(_BINDING.size)
"""Takes the place of an account where there is none: no token is bound to it."""

_A: Final = ACCOUNTS.c
BOUND_TO: Final = (_A.id, _A.created_at, _A.browsers_epoch)
"""The columns that make a binding. Ids may be used again, so an account's age is in it, too."""
_FORGET = Statement(
    update(ACCOUNTS)
    .where(_A.id == bindparam("account"))
    .values(browsers_epoch=_A.browsers_epoch + 1)
)


def binding(id_: int, created_at: int, epoch: int) -> Binding:
    """See `BOUND_TO`."""
    return _BINDING.pack(id_, created_at, epoch)


def forget_browsers(connection: Connection, account_id: int) -> None:
    """Let no browser be known for this account until it finishes a login anew."""
    _FORGET.change(connection, account=account_id)


def recognised(keys: KeyRing, bound_to: Binding, tokens: Iterable[str], now: int) -> bytes | None:
    """The id by which one of a browser's tokens makes it known for an account; None without one.

    Takes the same work for every account, and for `NOBODY`.
    """
    found = None
    for token in list(tokens)[:MOST]:
        id_ = _opened(keys, bound_to, token, now)
        found = found or id_
    return found


def renewed(keys: KeyRing, bound_to: Binding, tokens: Iterable[str], now: int) -> tuple[str, ...]:
    """What a browser has after a login: a new token for this account, and those for others."""
    others = [token for token in tokens if _opened(keys, bound_to, token, now) is None]
    return (_new_token(keys, bound_to, now), *others[: MOST - 1])


def _new_token(keys: KeyRing, bound_to: Binding, now: int) -> str:
    head = secrets.token_bytes(_ID_BYTES) + now.to_bytes(_TIME_BYTES, "big")
    return b64url(head + keys.browser_mac(_PURPOSE, bound_to, head))


def _opened(keys: KeyRing, bound_to: Binding, token: str, now: int) -> bytes | None:
    try:
        data = unb64url(token, size=_ID_BYTES + _TIME_BYTES + _MAC_BYTES)
    except Malformed:
        return None
    head, mac = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    is_genuine = hmac.compare_digest(keys.browser_mac(_PURPOSE, bound_to, head), mac)
    is_late = now - int.from_bytes(head[_ID_BYTES:], "big") > SECONDS
    return head[:_ID_BYTES] if is_genuine and not is_late else None


class TooManyStarts(Exception):
    """The user name has had its starts."""

    def __init__(self, exceeded: Exceeded) -> None:
        super().__init__(exceeded.limit.name)
        self.exceeded = exceeded


class AlreadyBegun(Exception):
    """The same form has begun a request before, and its answer was lost or it was sent again."""

    def __init__(self, *, lasts: bool) -> None:
        super().__init__()
        self.lasts = lasts
        """Whether that request is still open, or approved and not finished yet."""


_C = CHALLENGES.c
_LOGS_IN_BY_BROWSER = Statement(
    select(*BOUND_TO).where(
        ACCOUNTS.c.login == bindparam("login_"),
        ACCOUNTS.c.cleared.is_(True),
        ACCOUNTS.c.blocked_at.is_(None),
        ACCOUNTS.c.reported_at.is_(None),
        exists().where(
            DEVICES.c.account_id == ACCOUNTS.c.id, DEVICES.c.state == DeviceState.ACTIVE
        ),
    )
)
# One that the same form has begun is neither counted again nor superseded by itself.
_OTHERS: Final = (_C.login == bindparam("login_"), _C.cid != bindparam("own"))
_IS_OPEN: Final = _C.state == ChallengeState.OPEN


def _count(*which: ColumnElement[bool]) -> Statement:
    """How many of those were started since, when the first one, and how many of all are open."""
    counted = and_(_C.started_at > bindparam("since"), *which)
    columns = func.count(), func.min(_C.started_at)
    return Statement(
        select(
            *(column.filter(counted) for column in columns), func.count().filter(_IS_OPEN)
        ).where(*_OTHERS)
    )


_COUNT_LOGINS = _count(_C.mode != Mode.ACTION, _C.starter.is_(None))
_COUNT_KNOWN = _count(_C.mode != Mode.ACTION, _C.starter == bindparam("starter_"))
_COUNT_ACTIONS = _count(_C.mode == Mode.ACTION)
_SUPERSEDE = Statement(
    update(CHALLENGES)
    .where(
        *_OTHERS,
        _IS_OPEN,
        or_(_C.starter.is_(None), bindparam("is_known", type_=Integer) == 1),
    )
    .values(
        state=case(
            (
                _C.ends_at <= bindparam("now_"),
                advance(ChallengeState.OPEN, ChallengeEvent.EXPIRE).value,
            ),
            else_=advance(ChallengeState.OPEN, ChallengeEvent.SUPERSEDE).value,
        )
    )
    .returning(_C.cid)
)
# SQLite has the same clause, and SQLAlchemy writes it for both.
_INSERT = Statement(
    insert(CHALLENGES).on_conflict_do_nothing(index_elements=[_C.cid]),
    columns=CHALLENGES.c.keys(),
)

# Answering a device that waits keeps the processor busy: were that done while the browser's answer
# is on its way, its time would show which names have such a device.
_BROWSER_FIRST_SECONDS: Final = 0.01


@dataclass(frozen=True)
class Starter:
    """Knows browsers by the tokens that they send."""

    keys: KeyRing
    tokens: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Starter(…)"


def start(
    connection: Connection, new: Challenge, starter: Starter, limits: RateLimits
) -> Challenge:
    """Store a request, in place of an open one for the same user name.

    A browser that is known for the account has starts of its own, and strangers do not supersede
    its request.

    Returns:
        It as it is stored, with the account whose devices are asked; None where nobody can log in
        by browser under this name, which must not show.

    Raises:
        TooManyStarts: nothing was stored.
        AlreadyBegun: nor here.
    """
    _one_after_the_other(connection, new)
    found = _LOGS_IN_BY_BROWSER.one(connection, login_=new.login)
    account_id = None if found is None else int(found[0])
    bound_to = NOBODY if found is None else binding(*found)
    known = recognised(starter.keys, bound_to, starter.tokens, new.started_at)
    if known is None:
        others = _limit(connection, _COUNT_LOGINS, new, Limit.STARTS_BY_ACCOUNT, limits)
    else:
        limit = Limit.STARTS_BY_KNOWN_BROWSER
        others = _limit(connection, _COUNT_KNOWN, new, limit, limits, starter_=known)
    stored = new._replace(account_id=account_id)
    _put(connection, stored, known, others)
    notify(connection, account_topic(account_id), delay=_BROWSER_FIRST_SECONDS)
    return stored


def start_action(
    connection: Connection, new: Challenge, session: bytes, limits: RateLimits
) -> None:
    """The same for a request by a session of its account; such requests are counted apart.

    Raises:
        TooManyStarts: nothing was stored.
    """
    _one_after_the_other(connection, new)
    others = _limit(connection, _COUNT_ACTIONS, new, Limit.CHANGES_BY_ACCOUNT, limits)
    _put(connection, new, session, others)
    notify(connection, account_topic(new.account_id))


def _one_after_the_other(connection: Connection, new: Challenge) -> None:
    """Of one user name, so that no two are open which should have superseded each other."""
    advisory_lock_of(connection, "start", new.login)


def _limit(
    connection: Connection,
    count: Statement,
    new: Challenge,
    limit: Limit,
    limits: RateLimits,
    **by: bytes,
) -> int:
    """How many others are open."""
    rate = limits.rate(limit)
    since = new.started_at - rate.seconds
    found = count.one(connection, login_=new.login, own=new.cid, since=since, **by)
    number, first, others = found or (0, 0, 0)
    if number >= rate.most:
        raise TooManyStarts(Exceeded(limit, first + rate.seconds - new.started_at))
    return int(others)


def _put(connection: Connection, new: Challenge, starter: bytes | None, others: int) -> None:
    """Store it; where `others` are open, some may end. A stranger is no `starter`."""
    now, own = new.started_at, {"login_": new.login, "own": new.cid}
    if others:
        is_known = int(starter is not None)
        for (ended,) in _SUPERSEDE.all(connection, **own, now_=now, is_known=is_known):
            notify(connection, challenge_topic(ended))
    if not _INSERT.change(connection, **new._asdict(), starter=starter):
        before = find_challenge(connection, new.cid)
        going_on = (ChallengeState.OPEN, ChallengeState.APPROVED)
        lasts = before is not None and before.state_at(now) in going_on
        raise AlreadyBegun(lasts=lasts)
