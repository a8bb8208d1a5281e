"""Changes of a user's own devices that wait for approval: removing and renaming them."""

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.protocol import DeviceState
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import remove_workplace
from portal.domain.devices.devices import Device, end_device, find_device
from portal.domain.devices.lists import quotable
from portal.domain.devices.tables import DEVICES, DeviceEvent
from portal.domain.logins.actions import Action, ChangeHandler, RequestedChange
from portal.platform.database.statement import Statement
from portal.platform.language import translated


class DeviceChange(StrEnum):
    """The kinds, as they are stored."""

    REMOVE = "remove"
    RENAME = "rename"
    FORGET = "forget"
    """A workplace of a roaming device."""


_RENAME = Statement(
    update(DEVICES).where(DEVICES.c.id == bindparam("dev")).values(name=bindparam("new"))
)


def removal(dev: str, name: str) -> RequestedChange:
    """Of the device `dev`, which is called `name`."""
    sentence = translated("Gerät „{name}“ entfernen").format(name=quotable(name))
    return RequestedChange(DeviceChange.REMOVE, sentence, dev, {"name": quotable(name)})


def renaming(dev: str, name: str, new: str) -> RequestedChange:
    words = translated("Gerät „{name}“ in „{new}“ umbenennen")
    sentence = words.format(name=quotable(name), new=quotable(new))
    facts = {"name": quotable(name), "new_name": new}
    return RequestedChange(DeviceChange.RENAME, sentence, dev, facts)


def forgetting(dev: str, name: str, inst: str, workplace: str) -> RequestedChange:
    """Of the workplace `inst`, which is called `workplace`."""
    words = translated("Computer „{new}“ des Geräts „{name}“ entfernen")
    sentence = words.format(name=quotable(name), new=quotable(workplace))
    facts = {"inst": inst, "name": quotable(name), "workplace": quotable(workplace)}
    return RequestedChange(DeviceChange.FORGET, sentence, dev, facts)


def _is_possible(connection: Connection, action: Action, now: int) -> bool:
    device = _device(connection, action, now)
    return (
        device is not None
        and device.state != DeviceState.REVOKED
        and device.account_id == action.account_id
    )


def _device(connection: Connection, action: Action, now: int) -> Device | None:
    return find_device(connection, action.change.device_id or "", now)


def _remove(connection: Connection, action: Action, now: int) -> bool:
    device = _device(connection, action, now)
    if device is not None:
        end_device(connection, device, DeviceEvent.REVOKE, now, cid=action.cid)
    return device is not None


def _forget(connection: Connection, action: Action, now: int) -> bool:
    device = _device(connection, action, now)
    if device is not None:
        remove_workplace(connection, device, action.change.facts["inst"], now, cid=action.cid)
    return device is not None


def _rename(connection: Connection, action: Action, now: int) -> bool:
    dev, new = action.change.device_id, action.change.facts["new_name"]
    _RENAME.change(connection, dev=dev, new=new)
    account, cid = action.account_id, action.cid
    record_event(connection, Event.DEVICE_RENAMED, now, account=account, device=dev, cid=cid)
    return True


DEVICE_CHANGES: Final[dict[str, ChangeHandler]] = {
    DeviceChange.REMOVE: ChangeHandler(_is_possible, _remove),
    DeviceChange.RENAME: ChangeHandler(_is_possible, _rename),
    DeviceChange.FORGET: ChangeHandler(_is_possible, _forget),
}
