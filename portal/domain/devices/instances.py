"""Instances of a device key: each is named by its machine and carries a ratchet value; what a
request is known by until its answer is forgotten.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import b64url
from crypto.protocol import SIGN_SECONDS
from portal.domain.devices.tables import DEVICE_INSTANCES
from portal.domain.topics import account_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

DAY: Final = 86_400
UNUSED_SECONDS: Final = 90 * DAY


Instances = Mapping[str, int]
"""When each was used last, by `inst`: seconds since 1970, a day too early at most."""


@dataclass(frozen=True)
class Workplace:
    """A computer on which a roaming key is used, as its user sees it."""

    inst: str
    name: str
    """Empty for the one that the device was activated on."""
    first_seen: int
    last_used: int


class InstanceStatus(Enum):
    """What to make of the instance that sends a request."""

    KNOWN = "known"
    FIRST = "first"
    """The device has no instance yet."""
    NEW = "new"
    """A further machine of a roaming profile, to be enrolled with the PIN."""
    STRANGE = "strange"
    """A further machine of a key that does not roam: only its enrolment as roaming may come."""
    SUSPECT = "suspect"


def instance_status(
    instances: Instances, ratchets: tuple[str, str], inst: str, r: str, *, roaming: bool
) -> InstanceStatus:
    """Check an instance by its name and its value, which is one of `ratchets`.

    The one profile of a roaming device is on several machines at once, which cannot keep a value
    in step: there only the name counts.
    """
    if not instances:
        return InstanceStatus.FIRST
    if inst not in instances:
        return InstanceStatus.NEW if roaming else InstanceStatus.STRANGE
    if roaming or r in ratchets:
        return InstanceStatus.KNOWN
    return InstanceStatus.SUSPECT


class RatchetAdvance(NamedTuple):
    """What a recorded answer does to the instance that asked."""

    inst: str
    r: str
    sent: bool
    """Whether the instance gets a new value: that of a key which roams has none."""
    account_id: int | None = None
    """Whose polls have to look whether their value has become too old."""
    is_noted: bool = False
    """Whether its use is: of a key that roams always, of the others once a day."""


class IdempotencySlot(NamedTuple):
    """Which request an answer is for."""

    dev: str
    jti: str
    request_hash: str
    message: str
    generation: str = ""
    """The device's generation when the request was looked at."""
    advances: bool = False
    """Whether its answer makes earlier nonces stale: each recorded one but that of `activate`."""
    ratchet: RatchetAdvance | None = None
    """What its answer does to the instance that asked, where it does something."""
    touched: tuple[int, ...] = ()
    """Accounts whose devices its answer may change, the asking one among them; empty where that is
    the only one."""


_RATCHET_BYTES: Final = 16
_C: Final = DEVICE_INSTANCES.c
_OF_DEVICE: Final = _C.device_id == bindparam("dev")
_READ = Statement(select(_C.inst, _C.last_used).where(_OF_DEVICE))
_WORKPLACES = Statement(
    select(_C.inst, _C.name, _C.first_seen, _C.last_used)
    .where(_OF_DEVICE)
    .order_by(_C.last_used.desc(), _C.first_seen.desc(), _C.inst)
)
# SQLite has the same clause, and SQLAlchemy writes it for both.
_NEW = insert(DEVICE_INSTANCES)
_ADD = Statement(_NEW.on_conflict_do_nothing(), columns=DEVICE_INSTANCES.c.keys())
_NOTE_USE = Statement(
    update(DEVICE_INSTANCES)
    .where(_OF_DEVICE, _C.inst == bindparam("inst_"))
    .values(last_used=bindparam("now_"))
)
_OTHER: Final = DEVICE_INSTANCES.alias("other")
# The one used last stays, however long ago: without any the next to come would be the first.
_FORGET_UNUSED = Statement(
    delete(DEVICE_INSTANCES).where(
        _C.last_used <= bindparam("until"),
        select(_OTHER.c.inst)
        .where(_OTHER.c.device_id == _C.device_id, _OTHER.c.last_used > _C.last_used)
        .exists(),
    )
)
_REMOVE = Statement(
    delete(DEVICE_INSTANCES).where(
        _OF_DEVICE,
        _C.inst == bindparam("inst_"),
        select(_OTHER.c.inst)
        .where(_OTHER.c.device_id == _C.device_id, _OTHER.c.inst != _C.inst)
        .exists(),
    )
)
_FORGET_ALL = Statement(delete(DEVICE_INSTANCES))
_FORGET = Statement(delete(DEVICE_INSTANCES).where(_OF_DEVICE))


def read_instances(connection: Connection, dev: str) -> Instances:
    return {inst: int(last_used) for inst, last_used in _READ.all(connection, dev=dev)}


def add_instance(connection: Connection, dev: str, inst: str, now: int, *, name: str = "") -> bool:
    """Make an instance known; False when it is already."""
    values = {"device_id": dev, "inst": inst, "name": name}
    return _ADD.change(connection, **values, first_seen=now, last_used=now) == 1


def workplaces(connection: Connection, dev: str) -> list[Workplace]:
    """The instances of a device, the one used last first."""
    return [Workplace(*row) for row in _WORKPLACES.all(connection, dev=dev)]


def new_ratchet() -> str:
    """A ratchet value: 16 random bytes in base64url."""
    return b64url(secrets.token_bytes(_RATCHET_BYTES))


def make_room(connection: Connection, dev: str, most: int) -> list[str]:
    """Forget those unused longest until one more fits into `most`; which they were."""
    inst = [each.inst for each in workplaces(connection, dev)[max(most - 1, 0) :]]
    for each in inst:
        remove_instance(connection, dev, each)
    return inst


def remove_instance(connection: Connection, dev: str, inst: str) -> bool:
    """Forget an instance; it has to be enrolled anew. False for the last one of a device."""
    return _REMOVE.change(connection, dev=dev, inst_=inst) == 1


def note_use(connection: Connection, dev: str, inst: str, now: int) -> None:
    """The instance was used."""
    _NOTE_USE.change(connection, dev=dev, inst_=inst, now_=now)


def forget_unused(connection: Connection, now: int) -> None:
    """Forget instances that were not used for 90 days, but for a device's last one."""
    _FORGET_UNUSED.change(connection, until=now - UNUSED_SECONDS)


def note_advance(connection: Connection, dev: str, wanted: RatchetAdvance, now: int) -> None:
    """What follows from a new value; the first instance of a device becomes known by it."""
    if wanted.is_noted and not add_instance(connection, dev, wanted.inst, now):
        note_use(connection, dev, wanted.inst, now)
    if wanted.sent:
        # Not at once: the program that has sent the message is to have the answer first.
        notify(connection, account_topic(wanted.account_id), delay=SIGN_SECONDS)


def forget_instances(connection: Connection, dev: str) -> None:
    """The next instance that sends a request is the first one again."""
    _FORGET.change(connection, dev=dev)


def forget_all_instances(connection: Connection) -> int:
    """The same for every device: their values are newer than a database from a backup knows."""
    return _FORGET_ALL.change(connection)
