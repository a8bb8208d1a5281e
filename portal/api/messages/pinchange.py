"""`pinchange`: another PIN takes the place of the one in force."""

from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.api.sealed import opened, signing_pin_key
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.pin_tries import pin_context
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.devices.tables import DEVICES
from portal.platform.database.statement import Statement

_D: Final = DEVICES.c
_CHANGE = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.pin_version == bindparam("was"))
    .values(pin_wrapped=bindparam("wrapped"), pin_version=bindparam("new"))
)


async def pinchange(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Exchange the PIN key, after the old PIN. Only the next version fits."""
    call.body({"st": str, "pp": str, "sealed": str})
    statement, content = call.statement(Kind.PINCHANGE)
    inner = opened(room.keys, call, ("pin", "sig"))
    pin = signing_pin_key(statement, inner["pin"], inner["sig"])
    device, version = call.known, call.known.pin_version + 1
    if content["pv"] != str(version):
        raise Refused(ProblemType.GONE)
    wrapped = room.keys.vault.wrap(pin.point, pin_context(device.id, version))

    def change(connection: Connection) -> Decision:
        values = {"dev": device.id, "was": device.pin_version, "wrapped": wrapped, "new": version}
        if not _CHANGE.change(connection, **values):
            return Decision(Problem(ProblemType.GONE))
        now = room.clock.now()
        record_event(
            connection, Event.PIN_CHANGED, now, account=device.account_id, device=device.id
        )
        return Decision({"pv": version})

    return await room.pins.judge(call.proof(statement), change)
