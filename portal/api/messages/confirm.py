"""`confirm`: the PIN, typed a second time, makes the device active."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.devices.devices import activate_device
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.devices.states import DeviceState


async def confirm(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Make a provisional device active. For an active one of the same attempt it is said again:
    the first answer was lost.
    """
    call.body({"st": str, "pp": str})
    statement, content = call.statement(Kind.CONFIRM)
    device = call.known
    if content["aid"] != device.attempt:
        raise Refused(ProblemType.GONE)

    def decide(connection: Connection) -> Decision:
        now = room.clock.now()
        provisional = device.state == DeviceState.PROVISIONAL
        if provisional and not activate_device(connection, device, now):
            return Decision(Problem(ProblemType.GONE), known=False)
        return Decision({"state": DeviceState.ACTIVE.value, "account": device.account})

    return await room.pins.judge(call.proof(statement), decide)
