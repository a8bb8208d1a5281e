"""Instances of a device key: each is named by its machine and carries a ratchet value."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.domain.devices.tables import DEVICE_INSTANCES
from portal.platform.database.statement import Statement


@dataclass(frozen=True)
class Instance:
    """The values that an instance may have: the last one sent to it, and the one before."""

    current: str
    previous: str


Instances = Mapping[str, Instance]
"""By `inst`."""


class InstanceStatus(Enum):
    """What to make of the instance that sends a request."""

    KNOWN = "known"
    FIRST = "first"
    """The device has no instance yet."""
    NEW = "new"
    """A further machine of a roaming profile, to be enrolled with the PIN."""
    SUSPECT = "suspect"


def instance_status(
    instances: Instances, inst: str, r: str, *, roaming: bool, most: int
) -> InstanceStatus:
    """Check an instance by its name and its value.

    The one profile of a roaming device is on several machines at once, which cannot keep a value
    in step: there only the name counts.
    """
    if not instances:
        return InstanceStatus.FIRST
    instance = instances.get(inst)
    if instance is None:
        return InstanceStatus.NEW if roaming and len(instances) < most else InstanceStatus.SUSPECT
    if roaming or r in (instance.current, instance.previous):
        return InstanceStatus.KNOWN
    return InstanceStatus.SUSPECT


@dataclass(frozen=True)
class RatchetAdvance:
    """What a recorded answer does to the instance that asked."""

    inst: str
    r: str
    sent: bool
    """Whether the instance gets its new value."""


_C: Final = DEVICE_INSTANCES.c
_READ = Statement(select(_C.inst, _C.current, _C.previous).where(_C.device_id == bindparam("dev")))
# SQLite has the same clause, and SQLAlchemy writes it for both.
_NEW = insert(DEVICE_INSTANCES)
_ADVANCE = Statement(
    _NEW.on_conflict_do_update(
        index_elements=[_C.device_id, _C.inst],
        set_={"current": _NEW.excluded.current, "previous": _NEW.excluded.previous},
    ),
    columns=DEVICE_INSTANCES.c.keys(),
)
_ADD = Statement(_NEW.on_conflict_do_nothing(), columns=DEVICE_INSTANCES.c.keys())
_FORGET_ALL = Statement(delete(DEVICE_INSTANCES))
_FORGET = Statement(delete(DEVICE_INSTANCES).where(_C.device_id == bindparam("dev")))


def read_instances(connection: Connection, dev: str) -> Instances:
    return {inst: Instance(*values) for inst, *values in _READ.all(connection, dev=dev)}


def add_instance(connection: Connection, dev: str, inst: str, instance: Instance, now: int) -> bool:
    """Make an instance known; False when it is already."""
    values = {"device_id": dev, "inst": inst, **vars(instance), "first_seen": now}
    return _ADD.change(connection, **values) == 1


def advance_ratchet(
    connection: Connection, dev: str, wanted: RatchetAdvance, new: str, now: int
) -> None:
    """Put `new` in place of the current value; what came with the request stays good beside it.

    The first instance of a device becomes known by it.
    """
    values = {"current": new, "previous": wanted.r, "first_seen": now}
    _ADVANCE.change(connection, device_id=dev, inst=wanted.inst, **values)


def forget_instances(connection: Connection, dev: str) -> None:
    """The next instance that sends a request is the first one again."""
    _FORGET.change(connection, dev=dev)


def forget_all_instances(connection: Connection) -> int:
    """The same for every device: their values are newer than a database from a backup knows."""
    return _FORGET_ALL.change(connection)
