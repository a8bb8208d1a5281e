"""Changes that wait for approval in the app: bound to one challenge and one session."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)

from crypto.protocol import DeviceState
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.devices import end_device, find_device
from portal.domain.devices.lists import quotable
from portal.domain.devices.states import DeviceEvent
from portal.domain.devices.tables import DEVICES
from portal.domain.devices.workplaces import remove_workplace
from portal.domain.logins.challenges import Challenge, ChallengeEvent, ChallengeState, move
from portal.domain.logins.endings import LOCKED_REASON, REMOVED_REASON
from portal.domain.logins.sessions import is_alive
from portal.platform.database.metadata import METADATA
from portal.platform.database.statement import Statement
from portal.platform.language import translated

ACTIONS: Final = Table(
    "actions",
    METADATA,
    Column("cid", Text, ForeignKey("challenges.cid", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    # The session that asked: the change is for it alone, and only while it lasts.
    Column("session_hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("device_id", Text, ForeignKey("devices.id", ondelete="CASCADE"), nullable=False),
    Column("new_name", Text, nullable=False),
    # The workplace that is to be forgotten.
    Column("inst", Text, nullable=False),
    # What the devices show, as it stands in the challenge.
    Column("sentence", Text, nullable=False),
)


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


class Kind(StrEnum):
    REMOVE = "remove"
    RENAME = "rename"
    FORGET = "forget"
    """A workplace of a roaming device."""


@dataclass(frozen=True)
class RequestedChange:
    """What a user wants to be changed."""

    kind: Kind
    device_id: str
    new_name: str = ""
    """In FORGET what the workplace is called."""
    inst: str = ""
    """The workplace, in FORGET only."""

    def sentence(self, name: str) -> str:
        """What the user agrees to of a device that is called `name`.

        In the language of the browser that asks, for page and app must say the same.
        """
        if self.kind is Kind.REMOVE:
            return translated("Gerät „{name}“ entfernen").format(name=quotable(name))
        if self.kind is Kind.FORGET:
            words = translated("Computer „{new}“ des Geräts „{name}“ entfernen")
        else:
            words = translated("Gerät „{name}“ in „{new}“ umbenennen")
        return words.format(name=quotable(name), new=quotable(self.new_name))


@dataclass(frozen=True)
class Action:
    """A requested change as it is stored."""

    cid: str
    account_id: int
    session_hash: bytes
    change: RequestedChange
    sentence: str


_A = ACTIONS.c
_INSERT = Statement(insert(ACTIONS), columns=_A.keys())
_FIND = Statement(select(ACTIONS).where(_A.cid == bindparam("cid_")))
_RENAME = Statement(
    update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(name=bindparam("new"))
)


def store(connection: Connection, action: Action) -> None:
    row = {name: value for name, value in vars(action).items() if name != "change"}
    row |= vars(action.change)
    _INSERT.change(connection, **row)


def find_action(connection: Connection, cid: str) -> Action | None:
    row = _FIND.one(connection, cid_=cid)
    if row is None:
        return None
    cid, account_id, session_hash, kind, device_id, new_name, inst, sentence = row
    change = RequestedChange(Kind(kind), device_id, new_name, inst)
    return Action(cid, account_id, bytes(session_hash), change, sentence)


def carry_out(connection: Connection, challenge: Challenge, now: int) -> bool:
    """Approve an open challenge of mode `action` and do what it says, in one transaction.

    Returns:
        False when nothing was done: because the challenge has ended, or the session that asked,
        or the device is not there any more.
    """
    action = find_action(connection, challenge.cid)
    if action is None or not _is_possible(connection, action, challenge, now):
        move(connection, challenge, ChallengeEvent.CANCEL, now, reason=IMPOSSIBLE_REASON)
        return False
    if not move(connection, challenge, ChallengeEvent.APPROVE, now):
        return False
    # Finished first: removing a device ends whatever else its account has open.
    approved = challenge._replace(state=ChallengeState.APPROVED)
    move(connection, approved, ChallengeEvent.FINISH, now)
    _do(connection, action, now)
    return True


def _is_possible(connection: Connection, action: Action, challenge: Challenge, now: int) -> bool:
    device = find_device(connection, action.change.device_id, now)
    return (
        device is not None
        and device.state != DeviceState.REVOKED
        and device.account_id == action.account_id == challenge.account_id
        and is_alive(connection, action.session_hash, now)
    )


def _do(connection: Connection, action: Action, now: int) -> None:
    change, cid = action.change, action.cid
    if change.kind is Kind.RENAME:
        _RENAME.change(connection, dev=change.device_id, new=change.new_name)
        account, dev = action.account_id, change.device_id
        record_event(connection, Event.DEVICE_RENAMED, now, account=account, device=dev, cid=cid)
        return
    device = find_device(connection, change.device_id, now)
    if device is None:
        return
    if change.kind is Kind.FORGET:
        remove_workplace(connection, device, change.inst, now, cid=cid)
    else:
        end_device(connection, device, DeviceEvent.REVOKE, now, cid=cid)
