"""Devices of an account: listing, reset (requirement P12), removal, clearing a suspicion;
workplaces of a roaming device, enrolled with the PIN, replaced, removed by the user.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Integer, bindparam, delete, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import Account, AccountProblem, get_account, note_reset
from portal.domain.accounts.codes import void_code
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.devices import Device, end_device, find_device, lock_devices
from portal.domain.devices.instances import (
    add_instance,
    forget_instances,
    make_room,
    read_instances,
    remove_instance,
)
from portal.domain.devices.tables import ANSWERS, DEVICES, PIN_FAILURES, DeviceEvent, advance
from portal.platform.database.statement import Statement
from portal.platform.events import publish

_ROAM = Statement(update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(roaming=True))


@dataclass(frozen=True)
class WorkplaceEnrolled:
    """Domain event: a device key is used on a further computer from now on."""

    device: Device
    name: str
    """What the computer calls itself."""
    at: int
    """Seconds since 1970."""


def enrol_workplace(
    connection: Connection, device: Device, inst: str, name: str, now: int, *, most: int
) -> None:
    """Make an instance known whose user has proved the PIN; the device roams from now on.

    The instance unused longest gives way to it. For one that is known already nothing changes.
    """
    if not device.roaming:
        _ROAM.change(connection, dev=device.id)
    if inst in read_instances(connection, device.id):
        return
    replaced = make_room(connection, device.id, most)
    add_instance(connection, device.id, inst, now, name=name)
    publish(connection, WorkplaceEnrolled(device, name, now))
    account, dev = device.account_id, device.id
    for each in replaced:
        record_event(
            connection, Event.WORKPLACE_REPLACED, now, account=account, device=dev, inst=each
        )
    record_event(connection, Event.WORKPLACE_ENROLLED, now, account=account, device=dev, inst=inst)


def remove_workplace(
    connection: Connection, device: Device, inst: str, now: int, *, cid: str
) -> bool:
    """Forget a workplace that the user does not want any more: the app there asks for the PIN.

    Returns False when it is not there, or the device's only one, which the device itself is.
    """
    if not remove_instance(connection, device.id, inst):
        return False
    account, dev = device.account_id, device.id
    record_event(
        connection, Event.WORKPLACE_REMOVED, now, account=account, device=dev, inst=inst, cid=cid
    )
    return True


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
