"""What a waiting page is told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from portal.domain.logins.challenges import (
    ELSEWHERE_REASON,
    Challenge,
    ChallengeState,
    Mode,
    find_by_browser,
)
from portal.domain.logins.code_transfer import enter
from portal.domain.logins.endings import LOCKED_REASON, REMOVED_REASON
from portal.domain.logins.sessions import session_id
from portal.domain.logins.tickets import TicketState, find_held
from portal.domain.topics import challenge_topic
from portal.platform.asgi import cookie_hash
from portal.platform.keys.key_ring import KeyRing
from portal.platform.notifications import Deadline
from portal.web.login.context import LoginContext

POLL_SECONDS: Final = 25


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


GOING_ON: Final = (Stage.WAITING, Stage.APPROVED)

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


@dataclass(frozen=True)
class Wait:
    """One look at a login that a browser waits for."""

    stage: Stage
    challenge: Challenge
    seconds_left: int


async def look(room: LoginContext, cookie: str) -> Wait | None:
    """How far the login of this browser is; None where it has none."""
    now = room.clock.now()
    hash_ = cookie_hash(cookie)
    challenge = await room.database.read(lambda connection: find_by_browser(connection, hash_))
    if challenge is None:
        return None
    return Wait(_stage_of(challenge, now), challenge, max(challenge.ends_at - now, 0))


def _stage_of(challenge: Challenge, now: int) -> Stage:
    state = challenge.state_at(now)
    if state is ChallengeState.EXPIRED and challenge.state == ChallengeState.APPROVED:
        return Stage.UNOPENED
    return _BY_REASON.get(challenge.reason, _STAGES[state])


async def wait_for_news(room: LoginContext, cookie: str, cid: str, known: str) -> Wait | None:
    """The same, once it is in another stage than the page knows, or after 25 seconds."""

    def is_news(found: Wait | None) -> bool:
        if found is None or found.challenge.cid != cid:
            return True
        return found.stage.value != known or found.stage not in GOING_ON

    return await room.hub.wait_until(
        challenge_topic(cid),
        lambda: look(room, cookie),
        is_news,
        Deadline(POLL_SECONDS),
        ends_in=lambda found: 0 if found is None else found.seconds_left,
    )


async def session_after(
    room: LoginContext, found: Wait, cookie: str, replaced: str | None
) -> str | None:
    """The session of the browser whose login is finished; `replaced` is the one it had before."""
    keys, now = room.keys, room.clock.now()
    if found.challenge.mode == Mode.CODE:
        return await room.database.write(lambda c: enter(c, keys, cookie, replaced, now))
    return await room.database.read(lambda c: _session_of(c, keys, cookie))


def _session_of(connection: Connection, keys: KeyRing, cookie: str) -> str | None:
    """The session of the browser whose login is finished, should its answer have been lost."""
    ticket = find_held(connection, cookie_hash(cookie))
    if ticket is None or ticket.state != TicketState.DONE:
        return None
    return session_id(keys, ticket, cookie)
