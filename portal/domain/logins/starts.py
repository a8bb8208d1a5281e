"""How a login request is begun, by a stranger or by a browser that is known."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from crypto.protocol import DeviceState, Mode
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.challenges import ChallengeEvent, ChallengeState, advance
from portal.domain.logins.known_browsers import BOUND_TO, NOBODY, binding, recognised
from portal.domain.logins.tables import CHALLENGES
from portal.domain.topics import account_topic, challenge_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement, advisory_lock
from portal.platform.keys.key_ring import KeyRing
from portal.platform.limits import Exceeded, Limit, RateLimits


class TooManyStarts(Exception):
    """The user name has had its starts."""

    def __init__(self, exceeded: Exceeded) -> None:
        super().__init__(exceeded.limit.name)
        self.exceeded = exceeded


@dataclass(frozen=True)
class NewChallenge:
    """A request about to be stored."""

    cid: str
    login_key: bytes
    content: str
    login: str
    browser_hash: bytes
    mode: str
    ip: str
    browser: str
    os: str
    started_at: int
    ends_at: int
    starter: bytes | None = None
    """Of an action, the session that asks; of a login `start` finds it."""


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
_STARTED = select(func.count(), func.min(_C.started_at)).where(
    _C.login_key == bindparam("key"), _C.started_at > bindparam("since")
)
_LOGINS: Final = _STARTED.where(_C.mode != Mode.ACTION)
_COUNT_LOGINS = Statement(_LOGINS.where(_C.starter.is_(None)))
_COUNT_KNOWN = Statement(_LOGINS.where(_C.starter == bindparam("starter_")))
_COUNT_ACTIONS = Statement(_STARTED.where(_C.mode == Mode.ACTION))
_SUPERSEDE = Statement(
    update(CHALLENGES)
    .where(
        _C.login_key == bindparam("key"),
        _C.state == ChallengeState.OPEN,
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
_INSERT = Statement(insert(CHALLENGES), columns=CHALLENGES.c.keys())

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
    connection: Connection, new: NewChallenge, starter: Starter, limits: RateLimits
) -> int | None:
    """Store a request, in place of an open one for the same user name.

    A browser that is known for the account has starts of its own, and strangers do not supersede
    its request.

    Returns:
        The account whose devices are asked; None where nobody can log in by browser under this
        name, which must not show.

    Raises:
        TooManyStarts: nothing was stored.
    """
    advisory_lock(connection, new.login_key)
    found = _LOGS_IN_BY_BROWSER.one(connection, login_=new.login)
    account_id = None if found is None else int(found[0])
    bound_to = NOBODY if found is None else binding(*found)
    known = recognised(starter.keys, bound_to, starter.tokens, new.started_at)
    if known is None:
        _limit(connection, _COUNT_LOGINS, new, Limit.STARTS_BY_ACCOUNT, limits)
    else:
        new = replace(new, starter=known)
        _limit(connection, _COUNT_KNOWN, new, Limit.STARTS_BY_KNOWN_BROWSER, limits, starter_=known)
    _put(connection, new, account_id)
    notify(connection, account_topic(account_id), delay=_BROWSER_FIRST_SECONDS)
    return account_id


def start_action(
    connection: Connection, new: NewChallenge, account_id: int, limits: RateLimits
) -> None:
    """The same for a request by somebody who is logged in; such requests are counted apart.

    Raises:
        TooManyStarts: nothing was stored.
    """
    advisory_lock(connection, new.login_key)
    _limit(connection, _COUNT_ACTIONS, new, Limit.CHANGES_BY_ACCOUNT, limits)
    _put(connection, new, account_id)
    notify(connection, account_topic(account_id))


def _limit(
    connection: Connection,
    count: Statement,
    new: NewChallenge,
    limit: Limit,
    limits: RateLimits,
    **by: bytes,
) -> None:
    rate = limits.rate(limit)
    since = new.started_at - rate.seconds
    number, first = count.one(connection, key=new.login_key, since=since, **by) or (0, 0)
    if number >= rate.most:
        raise TooManyStarts(Exceeded(limit, first + rate.seconds - new.started_at))


def _put(connection: Connection, new: NewChallenge, account_id: int | None) -> None:
    is_known = int(new.starter is not None)
    over = _SUPERSEDE.all(connection, key=new.login_key, now_=new.started_at, is_known=is_known)
    for (ended,) in over:
        notify(connection, challenge_topic(ended))
    row = vars(new) | {"account_id": account_id, "state": ChallengeState.OPEN, "reason": ""}
    _INSERT.change(connection, **row)
