"""What a recorded answer does to its device, in one UPDATE: nonces, ratchet and PIN tries."""

import secrets
from typing import Final

from sqlalchemy import Connection, Integer, Text, bindparam, func, select, update

from portal.domain.devices.instances import IdempotencySlot
from portal.domain.devices.pin_tries import TRIES
from portal.domain.devices.tables import DEVICES
from portal.platform.database.statement import Statement

_D: Final = DEVICES.c
_TEXT: Final = Text()
_ADVANCE = Statement(
    update(DEVICES)
    .where(
        _D.id == bindparam("dev"),
        _D.generation == bindparam("seen"),
        _D.state == func.coalesce(bindparam("in_state", type_=_TEXT), _D.state),
    )
    .values(
        generation=bindparam("new"),
        ratchet=func.coalesce(bindparam("sent", type_=_TEXT), _D.ratchet),
        ratchet_before=func.coalesce(bindparam("came", type_=_TEXT), _D.ratchet_before),
        tries_left=func.coalesce(bindparam("tries", type_=Integer()), _D.tries_left),
    )
)
_GENERATION = Statement(select(_D.generation).where(_D.id == bindparam("dev")))


def advance_device(
    connection: Connection, slot: IdempotencySlot, ratchet: str, proven_in: str | None
) -> bool:
    """Make every nonce stale that the device was given before.

    Args:
        connection: of the transaction in which the answer is recorded.
        slot: of the request.
        ratchet: takes the place of the value that its instance has; what came with the request
            stays good beside it. Empty for none.
        proven_in: the state in which the device was when it proved its PIN, by which it has all
            tries in a row again; None without a PIN.

    Returns:
        False when a later request has done so since it was looked at: this one was overtaken. Or
        the device is in another state than `proven_in`.
    """
    values = {
        "dev": slot.dev,
        "seen": slot.generation,
        "in_state": proven_in,
        "new": slot.request_hash,
        "sent": ratchet or None,
        "came": slot.ratchet.r if slot.ratchet is not None and ratchet else None,
        "tries": None if proven_in is None else TRIES,
    }
    return _ADVANCE.change(connection, **values) == 1


def end_all_nonces(connection: Connection) -> None:
    """Make every nonce stale that any device was given: a request that was carried out on a later
    state of the database is not carried out again on this one.
    """
    connection.execute(update(DEVICES).values(generation=secrets.token_hex()))


def read_generation(connection: Connection, dev: str) -> str:
    """The generation of a device; empty where there is none."""
    row = _GENERATION.one(connection, dev=dev)
    return "" if row is None else str(row[0])
