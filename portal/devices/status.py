"""`status`: how far the device has come."""

from crypto.envelope import Response
from portal.devices.call import Call, DeviceRoom


async def status(room: DeviceRoom, call: Call) -> Response:
    """State, account and the wrong PINs that remain."""
    call.body({})
    device = call.known
    body = {
        "state": device.state,
        "account": device.account,
        "left": max(device.left, 0),
        "pv": device.pin_version,
    }
    return room.answers.response(call.slot, body)
