"""A login in the browser: how it begins, and how its waiting page follows it."""

import hashlib
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection
from starlette.types import Scope

from crypto.challenge import Challenge as SignedChallenge
from crypto.challenge import write_challenge
from crypto.encoding import b64url
from crypto.protocol import Mode
from portal.domain.audit.log import Event, record_event
from portal.domain.logins.challenges import (
    ELSEWHERE_REASON,
    SECONDS,
    Challenge,
    ChallengeState,
    cid_of,
    find_by_browser,
)
from portal.domain.logins.endings import LOCKED_REASON, REMOVED_REASON
from portal.domain.logins.redemption import enter
from portal.domain.logins.sessions import session_id
from portal.domain.logins.starts import AlreadyBegun, Starter, start
from portal.domain.topics import challenge_topic
from portal.platform.asgi import Visitor, cookie_hash, new_cookie
from portal.platform.keys.key_ring import KeyRing
from portal.web.context import WebContext


class Stage(StrEnum):
    """Which of its faces the waiting page shows."""

    WAITING = "waiting"
    APPROVED = "approved"
    """The app is about to open the browser."""
    UNOPENED = "unopened"
    """It was approved, but no browser came."""
    FINISHED = "finished"
    ELSEWHERE = "elsewhere"
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    LOCKED = "locked"
    REMOVED = "removed"


IN_PROGRESS: Final = (Stage.WAITING, Stage.APPROVED)

_STAGES: Final = {
    ChallengeState.OPEN: Stage.WAITING,
    ChallengeState.APPROVED: Stage.APPROVED,
    ChallengeState.FINISHED: Stage.FINISHED,
    ChallengeState.DENIED: Stage.DENIED,
    ChallengeState.REPORTED: Stage.REPORTED,
    ChallengeState.EXPIRED: Stage.EXPIRED,
    ChallengeState.SUPERSEDED: Stage.SUPERSEDED,
}
_BY_REASON: Final = {
    LOCKED_REASON: Stage.LOCKED,
    REMOVED_REASON: Stage.REMOVED,
    ELSEWHERE_REASON: Stage.ELSEWHERE,
}


class Wait(NamedTuple):
    """One look at a login that a browser waits for."""

    stage: Stage
    challenge: Challenge
    seconds_left: int


class Begun(NamedTuple):
    """A login that a browser waits for by its cookie."""

    cookie: str
    wait: Wait | None
    """What its waiting page shows; None where the login is gone already."""

    def __repr__(self) -> str:
        return "Begun(…)"


async def begin(
    context: WebContext,
    login: str,
    visitor: Visitor,
    cookie: str,
    mode: Mode = Mode.BROWSER,
    known: tuple[str, ...] = (),
) -> Begun:
    """Ask the devices of `login`, a normalised user name, whether this browser may come in.

    Takes the same steps for every name, whoever it belongs to. The browser waits by `cookie`; where
    it does so already, nothing is begun, unless that login has ended. `known` are its tokens.

    Raises:
        TooManyStarts
    """
    browser = cookie_hash(cookie)
    new = new_challenge(context, login, visitor, mode, cid=cid_of(browser), browser=browser)
    starter = Starter(context.keys, known)

    def store(connection: Connection) -> Challenge:
        begun = start(connection, new, starter, context.limits)
        now, facts = new.started_at, {"cid": new.cid, **vars(visitor)}
        if begun.account_id is None:
            # The same work as below: what is done must not distinguish names.
            context.strangers.record(connection, Event.LOGIN_BEGUN, now, **facts)
        else:
            record_event(connection, Event.LOGIN_BEGUN, now, account=begun.account_id, **facts)
        return begun

    try:
        begun = await context.database.write(store)
    except AlreadyBegun as before:
        if not before.lasts:
            return await begin(context, login, visitor, new_cookie(), mode, known)
        return Begun(cookie, await look(context, cookie))
    return Begun(cookie, Wait(Stage.WAITING, begun, SECONDS))


def cookie_of_form(keys: KeyRing, visit: str | None, once: str, login: str) -> str:
    """By which a browser waits for the login that a form begins: 256 bits, base64url.

    Made from what only this browser and this portal know: when the answer to the form was lost, the
    same form brings the same cookie, and with it the login that was begun (as `session_id`).
    """
    if visit is None or not once:
        return new_cookie()
    page = hashlib.sha256(once.encode()).digest()
    name = keys.browser_mac("login", login.encode())
    return b64url(keys.browser_mac("start", visit.encode(), page, name))


def new_challenge(
    context: WebContext,
    login: str,
    visitor: Visitor,
    mode: Mode,
    *,
    cid: str,
    browser: bytes,
    action: str = "",
) -> Challenge:
    """A challenge to the devices of `login`, not stored yet.

    Args:
        cid: under which nothing was begun before.
        browser: hash of the cookie by which the browser that begins is known.
        action: what it is for, as the user will read it; "" for a login.
    """
    now = context.clock.now()
    challenge = SignedChallenge(
        cid=cid,
        account=login,
        **vars(visitor),
        mode=mode.value,
        action=action,
        started=now,
        exp=now + SECONDS,
    )
    return Challenge(
        cid=cid,
        account_id=None,
        state=ChallengeState.OPEN,
        reason="",
        content=write_challenge(challenge),
        login=login,
        browser_hash=browser,
        mode=challenge.mode,
        **vars(visitor),
        started_at=now,
        ends_at=challenge.exp,
    )


async def look(context: WebContext, cookie: str) -> Wait | None:
    """How far the login of this browser is; None where it has none."""
    now = context.clock.now()
    hash_ = cookie_hash(cookie)
    challenge = await context.database.read(lambda connection: find_by_browser(connection, hash_))
    if challenge is None:
        return None
    return Wait(_stage_of(challenge, now), challenge, max(challenge.ends_at - now, 0))


def _stage_of(challenge: Challenge, now: int) -> Stage:
    state = challenge.state_at(now)
    if state is ChallengeState.EXPIRED and challenge.state == ChallengeState.APPROVED:
        return Stage.UNOPENED
    return _BY_REASON.get(challenge.reason, _STAGES[state])


async def wait_for_news(
    context: WebContext, scope: Scope, cookie: str, cid: str, known: str
) -> Wait | None:
    """The same, once it is in another stage than the page knows, or after 25 seconds."""

    def is_news(found: Wait | None) -> bool:
        if found is None or found.challenge.cid != cid:
            return True
        return found.stage != known or found.stage not in IN_PROGRESS

    return await context.wait_until(
        scope,
        challenge_topic(cid),
        lambda: look(context, cookie),
        is_news,
        ends_in=lambda found: 0 if found is None else found.seconds_left,
    )


async def session_after(
    context: WebContext, found: Wait, cookie: str, replaced: str | None
) -> str | None:
    """The session of the browser whose login is finished, as long as it lasts.

    `replaced` is the one that the browser had before.
    """
    keys, now = context.keys, context.clock.now()
    if found.challenge.mode == Mode.CODE:
        challenge = found.challenge
        return await context.database.write(
            lambda c: enter(c, keys, challenge, cookie, replaced, now)
        )
    hash_ = found.challenge.ticket_hash
    # Should the answer have been lost that brought it; another browser's cookie makes no session.
    return None if hash_ is None else session_id(keys, hash_, cookie)
