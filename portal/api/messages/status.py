"""`status`: how far the device has come."""

from sqlalchemy import Connection

from crypto.envelope import Response
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.devices.devices import find_device
from portal.domain.devices.problems import Problem, ProblemType


async def status(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """State, account, the wrong PINs that remain, and the PIN in force.

    Kept as an answer, so that it turns the ratchet: whatever the device sent before and was not
    carried out by now never will be.
    """
    call.body({})

    def look(connection: Connection) -> Decision:
        device = find_device(connection, call.slot.dev, room.clock.now())
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

    return await room.answers.conclude(call.slot, look, reserved=False)
