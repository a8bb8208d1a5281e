"""`pinchange`: another PIN takes the place of the one in force."""

from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.statements import Kind
from portal.db.statement import Statement
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.pin_check import pin_context
from portal.devices.problems import Name, Problem, Refused
from portal.devices.sealed import opened, signing_pin_key
from portal.devices.tables import DEVICES

_D: Final = DEVICES.c
_CHANGE = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.pin_version == bindparam("was"))
    .values(pin_wrapped=bindparam("wrapped"), pin_version=bindparam("new"))
)


async def pinchange(room: DeviceRoom, call: Call) -> Response:
    """Exchange the PIN key, after the old PIN. Only the next version fits."""
    call.body({"st": str, "pp": str, "sealed": str})
    statement, content = call.statement(Kind.PINCHANGE)
    inner = opened(room.keys, call, ("pin", "sig"))
    pin = signing_pin_key(statement, inner["pin"], inner["sig"])
    device, version = call.known, call.known.pin_version + 1
    if content["pv"] != str(version):
        raise Refused(Name.GONE)
    wrapped = room.keys.vault.wrap(pin.point, pin_context(device.id, version))

    def change(connection: Connection) -> Decision:
        values = {"dev": device.id, "was": device.pin_version, "wrapped": wrapped, "new": version}
        if not _CHANGE.change(connection, **values):
            return Decision(Problem(Name.GONE))
        return Decision({"pv": version})

    return await room.pins.judge(call.proof(statement), change)
