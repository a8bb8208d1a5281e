"""`enrol`: a roaming profile's device key is on a further computer."""

import secrets

from sqlalchemy import Connection

from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.instance_check import suspect
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.devices.instances import Instance, add_instance, read_instances

_RATCHET_BYTES = 16


async def enrol(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """Make the copy that speaks known, after the PIN; said again for one that is known."""
    call.body({"st": str, "pp": str})
    statement, _ = call.statement(Kind.ENROL)
    device, inst = call.known, call.request.inst

    def add(connection: Connection) -> Decision:
        copies = read_instances(connection, device.id)
        if inst in copies:
            return Decision({}, copies=copies)
        if len(copies) >= room.most_copies:
            return suspect(room, connection, device)
        copy = Instance(b64url(secrets.token_bytes(_RATCHET_BYTES)), "")
        add_instance(connection, device.id, inst, copy, room.clock.now())
        return Decision({}, copies={**copies, inst: copy})

    return await room.pins.judge(call.proof(statement), add)
