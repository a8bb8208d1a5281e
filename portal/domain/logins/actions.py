"""Changes that wait for approval in the app: bound to one challenge and one session.

Several may be approved together. Which kinds there are, and what each does, is known to the
features that they belong to: `portal.effects` names their handlers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    Connection,
    bindparam,
    insert,
    select,
    update,
)

from crypto.challenge import read_challenge
from portal.domain.logins.challenges import Challenge, ChallengeEvent, ChallengeState, move
from portal.domain.logins.endings import LOCKED_REASON, REMOVED_REASON
from portal.domain.logins.sessions import is_alive
from portal.domain.logins.tables import ACTIONS
from portal.platform.database.statement import Statement

IMPOSSIBLE_REASON: Final = "impossible"


class Stage(StrEnum):
    """Which of its faces the page shows."""

    WAITING = "waiting"
    DONE = "done"
    IMPOSSIBLE = "impossible"
    """Approved, but by then there was nothing left to change, or nobody logged in."""
    DENIED = "denied"
    REPORTED = "reported"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    LOCKED = "locked"
    REMOVED = "removed"


_BY_STATE: Final = {
    ChallengeState.OPEN: Stage.WAITING,
    # Never stored: approving and carrying out are one transaction.
    ChallengeState.APPROVED: Stage.WAITING,
    ChallengeState.FINISHED: Stage.DONE,
    ChallengeState.DENIED: Stage.DENIED,
    ChallengeState.REPORTED: Stage.REPORTED,
    ChallengeState.EXPIRED: Stage.EXPIRED,
    ChallengeState.SUPERSEDED: Stage.SUPERSEDED,
}
_BY_REASON: Final = {
    IMPOSSIBLE_REASON: Stage.IMPOSSIBLE,
    LOCKED_REASON: Stage.LOCKED,
    REMOVED_REASON: Stage.REMOVED,
}


def stage_of(state: ChallengeState, reason: str) -> Stage:
    """The stage of a challenge of mode `action`."""
    return _BY_REASON.get(reason, _BY_STATE[state])


@dataclass(frozen=True)
class RequestedChange:
    """What a user wants to be changed."""

    kind: str
    sentence: str
    """What the user agrees to, on one line. In the language of the browser that asks, for page and
    app must say the same."""
    device_id: str | None = None
    """Of a change of the user's own devices."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else its handler needs."""


@dataclass(frozen=True)
class Action:
    """A requested change as it is stored."""

    cid: str
    number: int
    account_id: int
    """Who asks."""
    session_hash: bytes
    change: RequestedChange
    done: bool | None = None
    """Whether it was carried out; None before the approval."""


@dataclass(frozen=True)
class ChangeHandler:
    """How changes of a kind are carried out. Both are called in the transaction of the approval."""

    is_possible: Callable[[Connection, Action, int], bool]
    """Whether there is still something to change, at this time (seconds)."""
    carry_out: Callable[[Connection, Action, int], bool]
    """Does it; False where an earlier change of the same approval has made it impossible."""
    touched: Callable[[Action], int | None] = lambda _action: None
    """The account whose devices it may change, where that is not the asking one."""


_HANDLERS: Final[dict[str, ChangeHandler]] = {}


def handle_changes(handlers: Mapping[str, ChangeHandler]) -> None:
    """Make these the handlers of their kinds."""
    _HANDLERS.update(handlers)


_A = ACTIONS.c
_INSERT = Statement(
    insert(ACTIONS), columns=[column.name for column in _A if column is not _A.done]
)
_FIND = Statement(select(ACTIONS).where(_A.cid == bindparam("cid_")).order_by(_A.number))
_OF_ACCOUNT = Statement(
    select(_A.cid, _A.sentence)
    .where(_A.account_id == bindparam("account"))
    .order_by(_A.cid, _A.number)
)
_NOTE = Statement(
    update(ACTIONS)
    .where(_A.cid == bindparam("cid_"), _A.number == bindparam("number_"))
    .values(done=bindparam("done_"))
)


def shown_text(changes: Sequence[RequestedChange]) -> str:
    """What a challenge says of its changes: a line for each."""
    return "\n".join(change.sentence for change in changes)


def store(
    connection: Connection,
    cid: str,
    account_id: int,
    session_hash: bytes,
    changes: Sequence[RequestedChange],
) -> None:
    """Keep what a session asks for in one challenge."""
    for number, change in enumerate(changes):
        row: dict[str, Any] = {"cid": cid, "number": number, "account_id": account_id}
        row |= {"session_hash": session_hash, "kind": change.kind, "sentence": change.sentence}
        row |= {"device_id": change.device_id, "facts": json.dumps(dict(change.facts))}
        _INSERT.change(connection, **row)


def find_actions(connection: Connection, cid: str) -> list[Action]:
    """Those of a challenge, in the order in which they are shown."""
    return [_action(*row) for row in _FIND.all(connection, cid_=cid)]


def sentences_of(connection: Connection, account_id: int) -> dict[str, list[str]]:
    """What an account has asked for in the last hour, by the id of the challenge."""
    found: dict[str, list[str]] = {}
    for cid, sentence in _OF_ACCOUNT.all(connection, account=account_id):
        found.setdefault(cid, []).append(sentence)
    return found


def carry_out(connection: Connection, challenge: Challenge, now: int) -> list[Action]:
    """Approve an open challenge of mode `action` and do what it says, in one transaction.

    Returns:
        All its actions, each with whether it was done. Empty when nothing was: because the
        challenge has ended, or the session that asked, or there is nothing left to change.
    """
    actions = find_actions(connection, challenge.cid)
    shown = _is_as_shown(connection, challenge, actions, now)
    if not shown or not any(_is_possible(connection, one, now) for one in actions):
        move(connection, challenge, ChallengeEvent.CANCEL, now, reason=IMPOSSIBLE_REASON)
        return []
    if not move(connection, challenge, ChallengeEvent.APPROVE, now):
        return []
    # Finished first: removing a device ends whatever else its account has open.
    approved = challenge._replace(state=ChallengeState.APPROVED)
    move(connection, approved, ChallengeEvent.FINISH, now)
    return [_carried_out(connection, one, now) for one in actions]


def touched_accounts(connection: Connection, challenge: Challenge) -> tuple[int, ...]:
    """Those whose devices have to be locked first in the transaction that calls `carry_out`: the
    asking one, and those that the changes are about.
    """
    actions = find_actions(connection, challenge.cid)
    changed = [_HANDLERS[one.change.kind].touched(one) for one in actions]
    return tuple(one for one in (challenge.account_id, *changed) if one is not None)


def _is_as_shown(
    connection: Connection, challenge: Challenge, actions: list[Action], now: int
) -> bool:
    """Whether just this was shown to the devices, for this account and a session that lasts."""
    shown = shown_text([one.change for one in actions])
    return shown == read_challenge(challenge.content).action and all(
        one.account_id == challenge.account_id and is_alive(connection, one.session_hash, now)
        for one in actions
    )


def _is_possible(connection: Connection, action: Action, now: int) -> bool:
    return _HANDLERS[action.change.kind].is_possible(connection, action, now)


def _carried_out(connection: Connection, action: Action, now: int) -> Action:
    carry_out = _HANDLERS[action.change.kind].carry_out
    # Looked at again: an earlier one of the same approval may have made it impossible.
    done = _is_possible(connection, action, now) and carry_out(connection, action, now)
    _NOTE.change(connection, cid_=action.cid, number_=action.number, done_=done)
    return replace(action, done=done)


def _action(*row: Any) -> Action:
    cid, number, account_id, session_hash, kind, device_id, facts, sentence, done = row
    change = RequestedChange(kind, sentence, device_id, json.loads(facts))
    # SQLite has no booleans.
    is_done = None if done is None else bool(done)
    return Action(cid, number, account_id, bytes(session_hash), change, is_done)
