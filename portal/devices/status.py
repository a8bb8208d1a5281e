"""`status`: how far the device has come."""

from sqlalchemy import Connection

from crypto.envelope import Response
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.problems import Name, Problem
from portal.devices.service import find_device


async def status(room: DeviceRoom, call: Call) -> Response:
    """State, account, the wrong PINs that remain, and the PIN in force.

    Kept as an answer, so that it turns the ratchet: whatever the device sent before and was not
    carried out by now never will be.
    """
    call.body({})

    def look(connection: Connection) -> Decision:
        device = find_device(connection, call.slot.dev, room.clock.now())
        if device is None:
            return Decision(Problem(Name.UNKNOWN_DEVICE), known=False)
        return Decision(
            {
                "state": device.state,
                "account": device.account,
                "left": max(device.left, 0),
                "pv": device.pin_version,
            }
        )

    return await room.answers.conclude(call.slot, look, reserved=False)
