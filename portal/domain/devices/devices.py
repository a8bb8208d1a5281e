"""Looking devices up, activating and ending them."""

import logging
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from crypto.encoding import JsonObject
from crypto.protocol import DeviceState, InviteMode
from portal.domain.accounts.codes import void_code, void_invitation
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.instances import Instances
from portal.domain.devices.tables import (
    DEVICE_INSTANCES,
    DEVICES,
    PIN_RESERVATIONS,
    DeviceEvent,
    advance,
)
from portal.domain.topics import account_topic
from portal.platform.database.compiled import Row
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement
from portal.platform.events import publish

PROVISIONAL_SECONDS: Final = 600
"""How long an activation waits for its confirmation."""

_LOG: Final = logging.getLogger("portal.alarm")


class Device(NamedTuple):
    """A device and the account that it belongs to."""

    instances: Instances
    id: str
    account_id: int
    state: str
    point: bytes
    pin_wrapped: bytes
    pin_version: int
    tries_left: int
    budget_left: int
    attempt: str
    provisional_until: int
    login: str
    name: str
    provider: str
    cleared: bool
    """And not blocked since: whether it may log in."""
    reported_at: int | None
    device_name: str
    roaming: bool
    invited_by: str | None
    invite_mode: str | None
    generation: str
    """Hash of the last request with a recorded answer; empty before the first."""
    ratchet: str
    ratchet_before: str
    has_reservation: bool
    """Of a PIN try: one is being verified, or was when a crash cut it off."""

    @property
    def left(self) -> int:
        """Wrong PINs that remain, by the nearer of the two limits; some may be reserved."""
        return min(self.tries_left, self.budget_left)

    def has_ended(self, now: int) -> bool:
        """Whether its provisional time is over."""
        return self.state == DeviceState.PROVISIONAL and self.provisional_until <= now

    @property
    def account(self) -> JsonObject:
        """The account as PA/1 sends it to the app."""
        return {
            "login": self.login,
            "name": self.name,
            "provider": self.provider,
            # SQLite has no booleans.
            "cleared": bool(self.cleared),
            "reported": self.reported_at is not None,
        }


@dataclass(frozen=True)
class DeviceActivated:
    """Domain event: a provisional device became active."""

    device: Device
    at: int
    """Seconds since 1970."""


@dataclass(frozen=True)
class DeviceEnded:
    """Domain event: a device was locked, suspected or revoked."""

    device: Device
    """As it was before."""
    state: DeviceState
    """What it is now."""
    at: int
    """Seconds since 1970."""


_D, _A, _I = DEVICES.c, ACCOUNTS.c, DEVICE_INSTANCES.c
_TIME: Final = BigInteger()
_INST: Final = len(Device._fields) - 1
"""Where in a row of `FIND` the instance stands, and behind it when it was used last."""
FIND: Final = (
    select(
        _D.id,
        _D.account_id,
        _D.state,
        _D.point,
        _D.pin_wrapped,
        _D.pin_version,
        _D.tries_left,
        _D.budget_left,
        _D.attempt,
        _D.provisional_until,
        _A.login,
        _A.name,
        _A.provider,
        and_(_A.cleared.is_(True), _A.blocked_at.is_(None)),
        _A.reported_at,
        _D.name,
        _D.roaming,
        _D.invited_by,
        _D.invite_mode,
        _D.generation,
        _D.ratchet,
        _D.ratchet_before,
        exists().where(PIN_RESERVATIONS.c.device_id == _D.id),
        _I.inst,
        _I.last_used,
    )
    .join_from(DEVICES, ACCOUNTS)
    .outerjoin(DEVICE_INSTANCES)
    .where(_D.id == bindparam("dev"))
)
"""Selects what `device_of` reads; the device is the parameter `dev`."""
_FIND = Statement(FIND)
LOCK: Final = select(_D.id).order_by(_D.created_at, _D.id).with_for_update(key_share=True)
"""Selects devices in the one order in which PostgreSQL locks their rows."""
_LOCK = Statement(LOCK.where(_D.account_id == bindparam("account")))
_OWNER: Final = select(_D.account_id).where(_D.id == bindparam("dev")).scalar_subquery()
_LOCK_SIBLINGS = Statement(LOCK.where(_D.account_id == _OWNER))
_ACTIVATE = Statement(
    update(DEVICES)
    .where(
        _D.id == bindparam("dev"),
        _D.state == DeviceState.PROVISIONAL,
        # It may have been ended since it was looked up.
        _D.provisional_until > bindparam("now_"),
    )
    .values(
        state=advance(DeviceState.PROVISIONAL, DeviceEvent.CONFIRM),
        activated_at=bindparam("now_"),
    )
)
_END = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.state == bindparam("was"))
    .values(
        state=bindparam("new"),
        locked_at=func.coalesce(bindparam("locked", type_=_TIME), _D.locked_at),
    )
)
_FORGET_INVITED = Statement(
    delete(DEVICES).where(_D.invited_by == bindparam("dev"), _D.state == DeviceState.PROVISIONAL)
)
_FORGET = Statement(
    delete(DEVICES).where(_D.id == bindparam("dev"), _D.state == DeviceState.PROVISIONAL)
)
_FORGET_LATE = Statement(
    delete(DEVICES).where(
        _D.state == DeviceState.PROVISIONAL, _D.provisional_until <= bindparam("now_")
    )
)


_ENDS: Final = {
    DeviceState.LOCKED: Event.DEVICE_LOCKED,
    DeviceState.SUSPECT: Event.DEVICE_SUSPECT,
    DeviceState.REVOKED: Event.DEVICE_REVOKED,
}


def find_device(connection: Connection, dev: str, now: int) -> Device | None:
    """The device, unless its provisional time is over: then it is as if it had never been."""
    return device_of(_FIND.all(connection, dev=dev), now)


def device_of(rows: list[Row], now: int) -> Device | None:
    """The same from what `FIND` has found: a row for each instance; more may stand behind."""
    if not rows:
        return None
    instances = {row[_INST]: row[_INST + 1] for row in rows if row[_INST] is not None}
    device = Device(instances, *rows[0][:_INST])
    return None if device.has_ended(now) else device


_END_ATTEMPTS = Statement(
    update(DEVICES)
    .where(_D.account_id == bindparam("account"), _D.state == DeviceState.PROVISIONAL)
    .values(provisional_until=0)
)


def end_attempts(connection: Connection, account_id: int) -> None:
    """Void the code, and what it was used for and is not confirmed yet."""
    # In this order: who uses the code up meanwhile has stored the device by then.
    void_code(connection, account_id)
    _END_ATTEMPTS.change(connection, account=account_id)


def lock_devices(connection: Connection, account_id: int) -> None:
    """Let other transactions that change a device of this account wait until this one has ended.

    To be called first, before the account's registration too, so that all take these rows in one
    order. SQLite has one writer.
    """
    if connection.dialect.name == "postgresql":
        _LOCK.put(connection, account=account_id)


def lock_siblings(connection: Connection, dev: str) -> None:
    """The same for the account that has this device; nothing where there is no such device."""
    if connection.dialect.name == "postgresql":
        _LOCK_SIBLINGS.put(connection, dev=dev)


def activate_device(connection: Connection, device: Device, now: int) -> bool:
    """Make a provisional device active; False when its time is over.

    An invitation to move ends the device that invited in the same transaction. A device that came
    with the portal's own code is alone: what others began with such a code ends.
    """
    if not _ACTIVATE.change(connection, dev=device.id, now_=now):
        return False
    if device.invited_by is None:
        end_attempts(connection, device.account_id)
    notify(connection, account_topic(device.account_id))
    publish(connection, DeviceActivated(device, now))
    _end_moved(connection, device, now)
    record_event(
        connection, Event.DEVICE_CONFIRMED, now, account=device.account_id, device=device.id
    )
    return True


def _end_moved(connection: Connection, device: Device, now: int) -> None:
    if device.invited_by is None or device.invite_mode != InviteMode.MOVE:
        return
    old = find_device(connection, device.invited_by, now)
    if old is not None:
        end_device(connection, old, DeviceEvent.REVOKE, now)


def end_device(
    connection: Connection, device: Device, event: DeviceEvent, now: int, *, cid: str | None = None
) -> None:
    """Lock, suspect or revoke, and publish it: logins and sessions of the device end with it.

    Its invitations and whom it has invited go too. `cid` is the challenge that asked for it.
    """
    new = advance(DeviceState(device.state), event)
    locked = now if new is DeviceState.LOCKED else None
    values = {"dev": device.id, "was": device.state, "new": new, "locked": locked}
    if new == device.state or not _END.change(connection, **values):
        return
    _LOG.warning("device %s is %s", device.id, new)
    void_invitation(connection, device.account_id, device.id)
    _FORGET_INVITED.change(connection, dev=device.id)
    publish(connection, DeviceEnded(device, new, now))
    record_event(connection, _ENDS[new], now, account=device.account_id, device=device.id, cid=cid)


def forget_provisional(connection: Connection, dev: str) -> None:
    """Undo an activation that was not confirmed. Its code stays used."""
    _FORGET.change(connection, dev=dev)


def forget_late(connection: Connection, now: int) -> None:
    """Undo every activation whose 600 seconds are over."""
    _FORGET_LATE.change(connection, now_=now)
