"""`enrol`: a roaming profile's device key is on a further computer."""

import secrets

from sqlalchemy import Connection

from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.statements import Kind
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.copies import Copy, add_copy, read_copies
from portal.devices.copy_check import suspect

_RATCHET_BYTES = 16


async def enrol(room: DeviceRoom, call: Call) -> Response:
    """Make the copy that speaks known, after the PIN; said again for one that is known."""
    call.body({"st": str, "pp": str})
    statement, _ = call.statement(Kind.ENROL)
    device, inst = call.known, call.request.inst

    def add(connection: Connection) -> Decision:
        copies = read_copies(connection, device.id)
        if inst in copies:
            return Decision({}, copies=copies)
        if len(copies) >= room.most_copies:
            return suspect(room, connection, device)
        copy = Copy(b64url(secrets.token_bytes(_RATCHET_BYTES)), "")
        add_copy(connection, device.id, inst, copy, room.clock.now())
        return Decision({}, copies={**copies, inst: copy})

    return await room.pins.judge(call.proof(statement), add)
