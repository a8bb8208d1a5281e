"""Changes that a user has asked for: bound to one challenge and to the session that asked."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, bindparam, insert, select, update

from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.devices.service import end_device, find_device
from portal.devices.states import DeviceEvent, DeviceState
from portal.devices.tables import DEVICES
from portal.login.challenge_states import ChallengeEvent, ChallengeState
from portal.login.challenges import Challenge, move
from portal.login.sessions import is_alive
from portal.selfcare.names import quotable
from portal.selfcare.stages import IMPOSSIBLE_REASON
from portal.selfcare.tables import ACTIONS
from portal.web.language import translated


class Kind(StrEnum):
    REMOVE = "remove"
    RENAME = "rename"


@dataclass(frozen=True)
class Wish:
    """What a user wants to be changed."""

    kind: Kind
    device_id: str
    new_name: str = ""

    def sentence(self, name: str) -> str:
        """What the user agrees to of a device that is called `name`.

        In the language of the browser that asks, for page and app must say the same.
        """
        if self.kind is Kind.REMOVE:
            return translated("Gerät „{name}“ entfernen").format(name=quotable(name))
        words = translated("Gerät „{name}“ in „{new}“ umbenennen")
        return words.format(name=quotable(name), new=quotable(self.new_name))


@dataclass(frozen=True)
class Action:
    """A wish as it is stored."""

    cid: str
    account_id: int
    session_hash: bytes
    wish: Wish
    sentence: str


_A = ACTIONS.c
_INSERT = Statement(insert(ACTIONS), columns=_A.keys())
_FIND = Statement(select(ACTIONS).where(_A.cid == bindparam("cid_")))
_RENAME = Statement(
    update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(name=bindparam("new"))
)


def store(connection: Connection, action: Action) -> None:
    row = {name: value for name, value in vars(action).items() if name != "wish"}
    row |= vars(action.wish)
    _INSERT.change(connection, **row)


def find_action(connection: Connection, cid: str) -> Action | None:
    row = _FIND.one(connection, cid_=cid)
    if row is None:
        return None
    cid, account_id, session_hash, kind, device_id, new_name, sentence = row
    wish = Wish(Kind(kind), device_id, new_name)
    return Action(cid, account_id, bytes(session_hash), wish, sentence)


def carry_out(connection: Connection, challenge: Challenge, now: int) -> list[Hashable] | None:
    """Approve an open challenge of mode `action` and do what it says, in one transaction.

    Returns:
        The bells to ring, besides those of the challenge. None when nothing was done: because
        the challenge has ended, or the session that asked, or the device is not there any more.
    """
    action = find_action(connection, challenge.cid)
    if action is None or not _is_possible(connection, action, challenge, now):
        move(connection, challenge, ChallengeEvent.CANCEL, now, reason=IMPOSSIBLE_REASON)
        return None
    if not move(connection, challenge, ChallengeEvent.APPROVE, now):
        return None
    # Finished first: removing a device ends whatever else its account has open.
    approved = replace(challenge, state=ChallengeState.APPROVED)
    move(connection, approved, ChallengeEvent.FINISH, now)
    return _do(connection, action, now)


def _is_possible(connection: Connection, action: Action, challenge: Challenge, now: int) -> bool:
    device = find_device(connection, action.wish.device_id, now)
    return (
        device is not None
        and device.state != DeviceState.REVOKED
        and device.account_id == action.account_id == challenge.account_id
        and is_alive(connection, action.session_hash, now)
    )


def _do(connection: Connection, action: Action, now: int) -> list[Hashable]:
    wish, cid = action.wish, action.cid
    if wish.kind is Kind.RENAME:
        _RENAME.change(connection, dev=wish.device_id, new=wish.new_name)
        account, dev = action.account_id, wish.device_id
        note(connection, Event.DEVICE_RENAMED, now, account=account, device=dev, cid=cid)
        return []
    device = find_device(connection, wish.device_id, now)
    if device is None:
        return []
    return end_device(connection, device, DeviceEvent.REVOKE, now, cid=cid)
