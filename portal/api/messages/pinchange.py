"""`pinchange`: another PIN takes the place of the one in force."""

from typing import Final

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.protocol import ProblemType
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.api.sealed import opened, signing_pin_key
from portal.context import AppContext
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.pin_tries import pin_context
from portal.domain.devices.problems import Problem, Refused
from portal.domain.devices.tables import DEVICES
from portal.platform.database.statement import Statement

_D: Final = DEVICES.c
_CHANGE = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.pin_version == bindparam("was"))
    .values(pin_wrapped=bindparam("wrapped"), pin_version=bindparam("new"))
)


async def pinchange(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Exchange the PIN key, after the old PIN. Only the next version fits."""
    request.body({"st": str, "pp": str, "sealed": str})
    statement, content = request.statement(Kind.PINCHANGE)
    inner = opened(context.keys, request, ("pin", "sig"))
    pin = signing_pin_key(statement, inner["pin"], inner["sig"])
    device, version = request.known, request.known.pin_version + 1
    if content["pv"] != str(version):
        raise Refused(ProblemType.GONE)
    wrapped = context.keys.vault.wrap(pin.point, pin_context(device.id, version))

    def change(connection: Connection) -> Decision:
        values = {"dev": device.id, "was": device.pin_version, "wrapped": wrapped, "new": version}
        if not _CHANGE.change(connection, **values):
            return Decision(Problem(ProblemType.GONE))
        now = context.clock.now()
        record_event(
            connection, Event.PIN_CHANGED, now, account=device.account_id, device=device.id
        )
        return Decision({"pv": version})

    return await request.verify_pin(statement, change)
