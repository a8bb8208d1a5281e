"""Asking the user's devices for the PIN before something is changed."""

import hashlib
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from crypto.protocol import Mode
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.lists import Listed
from portal.domain.logins import challenges
from portal.domain.logins.actions import (
    Action,
    RequestedChange,
    Stage,
    find_action,
    stage_of,
    store,
)
from portal.domain.logins.challenges import Challenge
from portal.domain.logins.sessions import Session
from portal.domain.logins.starts import start_action
from portal.domain.topics import challenge_topic
from portal.platform.asgi import Visitor
from portal.platform.database.notifications import Deadline
from portal.web.context import POLL_SECONDS, WebContext
from portal.web.login.challenge import new_challenge


@dataclass(frozen=True)
class Asked:
    """A change that waits for the PIN, or did."""

    stage: Stage
    action: Action
    seconds_left: int


async def ask(
    context: WebContext, session: Session, device: Listed, change: RequestedChange, visitor: Visitor
) -> str:
    """Ask whether `change` may be carried out; the id under which this session can follow it.

    Raises:
        TooManyStarts
    """
    sentence = change.sentence(device.name)
    new = new_challenge(
        context, session.login, visitor, Mode.ACTION, browser=session.hash, action=sentence
    )
    # One session may ask more than once, and no waiting page is found by this.
    browser = hashlib.sha256(session.hash + new.cid.encode()).digest()
    new = replace(new, browser_hash=browser, starter=session.hash)
    action = Action(new.cid, session.account_id, session.hash, change, sentence)

    def begin(connection: Connection) -> None:
        start_action(connection, new, session.account_id, context.limits)
        store(connection, action)
        facts = {"cid": new.cid, "change": change.kind, **vars(visitor)}
        account, target = session.account_id, change.device_id
        record_event(
            connection,
            Event.CHANGE_WANTED,
            new.started_at,
            account=account,
            device=target,
            **facts,
        )

    await context.database.write(begin)
    return new.cid


async def look(context: WebContext, session_hash: bytes, cid: str) -> Asked | None:
    """How far a change is; None for everybody but the session that asked."""
    now = context.clock.now()

    def find(connection: Connection) -> tuple[Action | None, Challenge | None]:
        return find_action(connection, cid), challenges.find_challenge(connection, cid)

    action, challenge = await context.database.read(find)
    if action is None or challenge is None or action.session_hash != session_hash:
        return None
    stage = stage_of(challenge.state_at(now), challenge.reason)
    return Asked(stage, action, max(challenge.ends_at - now, 0))


async def wait_for_news(context: WebContext, session_hash: bytes, cid: str) -> Asked | None:
    """The same, once there is something else to show than waiting, or after 25 seconds."""
    return await context.notifier.wait_until(
        challenge_topic(cid),
        lambda: look(context, session_hash, cid),
        lambda asked: asked is None or asked.stage is not Stage.WAITING,
        Deadline(POLL_SECONDS),
        ends_in=lambda asked: 0 if asked is None else asked.seconds_left,
    )
