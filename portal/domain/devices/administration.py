"""Devices of an account: listing, reset (requirement P12), removal, clearing a suspicion."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Account, AccountProblem, get_account, note_reset
from portal.domain.accounts.codes import void_code
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.devices import Device, end_device, find_device, lock_devices
from portal.domain.devices.instances import forget_instances
from portal.domain.devices.states import DeviceEvent, advance
from portal.domain.devices.tables import ANSWERS, DEVICES, PIN_FAILURES
from portal.platform.database.statement import Statement


@dataclass(frozen=True)
class ListedDevice:
    """What an operator may see of a device."""

    id: str
    state: str
    name: str
    os: str
    app: str
    created_at: int


_LIST = Statement(
    select(
        DEVICES.c.id,
        DEVICES.c.state,
        DEVICES.c.name,
        DEVICES.c.os,
        DEVICES.c.app,
        DEVICES.c.created_at,
    )
    .where(DEVICES.c.account_id == bindparam("account"))
    .order_by(DEVICES.c.created_at, DEVICES.c.id)
)


def all_devices(connection: Connection, account_id: int) -> list[ListedDevice]:
    return [ListedDevice(*row) for row in _LIST.all(connection, account=account_id)]


_IDS = Statement(
    select(DEVICES.c.id)
    .where(DEVICES.c.account_id == bindparam("account"))
    .order_by(DEVICES.c.created_at, DEVICES.c.id)
)
_ACTIVE = Statement(
    select(DEVICES.c.id).where(
        DEVICES.c.account_id == bindparam("account"), DEVICES.c.state == DeviceState.ACTIVE
    )
)


def reset_account(connection: Connection, login: str, now: int) -> Account:
    """Revoke all devices with whatever they have going, and withdraw the clearance.

    Returns:
        The account as it is now.

    Raises:
        AccountProblem: there is none.
    """
    account = get_account(connection, login)
    revoke_devices(connection, account.id, now)
    return note_reset(connection, account, now)


def revoke_devices(connection: Connection, account_id: int, now: int) -> None:
    """Revoke all devices and void the code."""
    lock_devices(connection, account_id)
    void_code(connection, account_id)
    for (dev,) in _IDS.all(connection, account=account_id):
        device = find_device(connection, dev, now)
        if device is not None:
            end_device(connection, device, DeviceEvent.REVOKE, now)


def has_active_device(connection: Connection, account_id: int) -> bool:
    return _ACTIVE.one(connection, account=account_id) is not None


def check_code_is_due(connection: Connection, account: Account, *, further: bool) -> None:
    """Whether an operator may give the account a code.

    Raises:
        AccountProblem: it waits for its clearance after a reset, or has a device and needs no
            `further` one.
    """
    if account.reset_at is not None:
        raise AccountProblem(
            f"The account {account.login} was reset: clear it first, by 'account clear'."
        )
    if not further and has_active_device(connection, account.id):
        raise AccountProblem(
            f"The account {account.login} has an active device: give --further for one more, "
            "or reset the account if the device is lost or its PIN forgotten."
        )


_ACCOUNT: Final = bindparam("account", type_=Integer)
_THEIRS = select(DEVICES.c.id).where(DEVICES.c.account_id == _ACCOUNT)
_ANSWERS = Statement(delete(ANSWERS).where(ANSWERS.c.device_id.in_(_THEIRS)))
_FAILURES = Statement(delete(PIN_FAILURES).where(PIN_FAILURES.c.device_id.in_(_THEIRS)))
_DEVICES = Statement(delete(DEVICES).where(DEVICES.c.account_id == _ACCOUNT))


def delete_devices(connection: Connection, account_id: int) -> None:
    """The devices with their instances, wrong PINs and stored responses."""
    _ANSWERS.change(connection, account=account_id)
    _FAILURES.change(connection, account=account_id)
    _DEVICES.change(connection, account=account_id)


class SuspicionProblem(Exception):
    """Says in one sentence why the device is not trusted, and what to do."""


_CLEAR = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"), DEVICES.c.state == DeviceState.SUSPECT)
    .values(state=advance(DeviceState.SUSPECT, DeviceEvent.CLEAR))
)


def clear_suspicion(connection: Connection, dev: str, now: int) -> Device:
    """Make a suspect device active. The next instance that sends a request is its first again.

    Raises:
        SuspicionProblem: there is none, or it is not suspect.
    """
    device = find_device(connection, dev, now)
    if device is None:
        raise SuspicionProblem(f"There is no device {dev}: 'account show' prints the ids.")
    if not _CLEAR.change(connection, dev=dev):
        raise SuspicionProblem(f"The device is {device.state}: only a suspect one can be trusted.")
    forget_instances(connection, dev)
    record_event(connection, Event.DEVICE_TRUSTED, now, account=device.account_id, device=dev)
    return device
