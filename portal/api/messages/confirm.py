"""`confirm`: the PIN, typed a second time, makes the device active."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.protocol import DeviceState, ProblemType
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.devices import activate_device
from portal.domain.devices.problems import Problem, Refused


async def confirm(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Make a provisional device active. For an active one of the same attempt it is said again:
    the first answer was lost.
    """
    request.body({"st": str, "pp": str})
    statement, content = request.statement(Kind.CONFIRM)
    device = request.known
    if content["aid"] != device.attempt:
        raise Refused(ProblemType.GONE)

    def decide(connection: Connection) -> Decision:
        now = context.clock.now()
        provisional = device.state == DeviceState.PROVISIONAL
        if provisional and not activate_device(connection, device, now):
            return Decision(Problem(ProblemType.GONE), known=False)
        return Decision({"account": device.account})

    return await request.verify_pin(statement, decide)
