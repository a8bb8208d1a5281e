"""Looking devices up, and ending them."""

import logging
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update

from crypto.encoding import JsonObject
from portal.accounts.tables import ACCOUNTS
from portal.db.statement import Statement
from portal.devices.states import DeviceState
from portal.devices.tables import DEVICES
from portal.login.endings import end_logins

_LOG: Final = logging.getLogger("portal.alarm")


@dataclass(frozen=True)
class Device:
    """A device and the account that it belongs to."""

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

    @property
    def left(self) -> int:
        """Wrong PINs that remain, by the nearer of the two limits."""
        return min(self.tries_left, self.budget_left)

    @property
    def account(self) -> JsonObject:
        """The account as PA/1 tells it to the app."""
        return {
            "login": self.login,
            "name": self.name,
            "provider": self.provider,
            # SQLite has no booleans.
            "cleared": bool(self.cleared),
        }


_D, _A = DEVICES.c, ACCOUNTS.c
_FIND = Statement(
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
        _A.cleared,
    )
    .join_from(DEVICES, ACCOUNTS)
    .where(_D.id == bindparam("dev"))
)
_LOCK = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.state == DeviceState.ACTIVE)
    .values(state=DeviceState.LOCKED, locked_at=bindparam("now_"))
)
_FORGET = Statement(
    delete(DEVICES).where(_D.id == bindparam("dev"), _D.state == DeviceState.PROVISIONAL)
)
_FORGET_LATE = Statement(
    delete(DEVICES).where(
        _D.state == DeviceState.PROVISIONAL, _D.provisional_until <= bindparam("now_")
    )
)


def find_device(connection: Connection, dev: str, now: int) -> Device | None:
    """The device, unless its provisional time is over: then it is as if it had never been."""
    row = _FIND.one(connection, dev=dev)
    if row is None:
        return None
    device = Device(*row)
    late = device.state == DeviceState.PROVISIONAL and device.provisional_until <= now
    return None if late else device


def lock_device(connection: Connection, device: Device, now: int) -> list[Hashable]:
    """Lock for good, with everything that the device has going; returns the bells to ring."""
    if not _LOCK.change(connection, dev=device.id, now_=now):
        return []
    _LOG.warning("device %s locked: too many wrong PINs", device.id)
    return end_logins(connection, dev=device.id, account_id=device.account_id)


def forget_provisional(connection: Connection, dev: str) -> None:
    """Undo an activation that was not confirmed. Its code stays used."""
    _FORGET.change(connection, dev=dev)


def forget_late(connection: Connection, now: int) -> None:
    """Undo every activation whose 600 seconds are over."""
    _FORGET_LATE.change(connection, now_=now)
