"""`revoke`: a device is removed, by itself or by another one of the account."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.request import ApiContext, AuthenticatedRequest, require_active
from portal.api.responses import Decision
from portal.domain.devices.devices import end_device, find_device
from portal.domain.devices.problems import Problem, ProblemType
from portal.domain.devices.states import DeviceEvent


async def revoke(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """This device without a PIN, in whatever state; another one of the account with it."""
    statement, content = call.statement(Kind.REVOKE)
    target = content["target"]

    def remove(connection: Connection) -> Decision:
        now = room.clock.now()
        device = find_device(connection, target, now)
        if device is None or device.account_id != call.known.account_id:
            return Decision(Problem(ProblemType.GONE))
        end_device(connection, device, DeviceEvent.REVOKE, now)
        return Decision({})

    if target == call.slot.dev:
        call.body({"st": str})
        return await room.answers.conclude(call.slot, remove, reserved=False)
    call.body({"st": str, "pp": str})
    require_active(call.known)
    return await room.pins.judge(call.proof(statement), remove)
