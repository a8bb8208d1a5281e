"""`status`: how far the device has come."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.protocol import ProblemType
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.devices import find_device
from portal.domain.devices.problems import Problem


async def status(context: AppContext, request: AuthenticatedRequest) -> Response:
    """State, account, the wrong PINs that remain, and the PIN in force.

    Stored, so that it advances the ratchet: whatever the device sent before and was not
    carried out by now never will be.
    """
    request.body({})

    def look(connection: Connection) -> Decision:
        device = find_device(connection, request.slot.dev, context.clock.now())
        if device is None:
            return Decision(Problem(ProblemType.UNKNOWN_DEVICE), known=False)
        return Decision(
            {
                "state": device.state,
                "account": device.account,
                "left": max(device.left, 0),
                "pv": device.pin_version,
            }
        )

    return await request.commit(look)
