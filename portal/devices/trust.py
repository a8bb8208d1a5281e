"""A suspect device is found to be its user's own after all."""

from sqlalchemy import Connection, bindparam, update

from portal.db.statement import Statement
from portal.devices.copies import forget_copies
from portal.devices.service import Device, find_device
from portal.devices.states import DeviceEvent, DeviceState, advance
from portal.devices.tables import DEVICES


class TrustProblem(Exception):
    """Says in one sentence why the device is not trusted, and what to do."""


_TRUST = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"), DEVICES.c.state == DeviceState.SUSPECT)
    .values(state=advance(DeviceState.SUSPECT, DeviceEvent.CLEAR))
)


def trust_device(connection: Connection, dev: str, now: int) -> Device:
    """Make a suspect device active. The copy that speaks next is its first one again.

    Raises:
        TrustProblem: there is none, or it is not suspect.
    """
    device = find_device(connection, dev, now)
    if device is None:
        raise TrustProblem(f"There is no device {dev}: 'account show' prints the ids.")
    if not _TRUST.change(connection, dev=dev):
        raise TrustProblem(f"The device is {device.state}: only a suspect one can be trusted.")
    forget_copies(connection, dev)
    return device
