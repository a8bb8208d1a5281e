"""Workplaces of a roaming device: enrolled with the PIN, replaced, removed by the user."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, update

from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.devices import Device
from portal.domain.devices.instances import (
    add_instance,
    make_room,
    new_ratchet,
    read_instances,
    remove_instance,
)
from portal.domain.devices.tables import DEVICES
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
    add_instance(connection, device.id, inst, now, current=new_ratchet(), name=name)
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
