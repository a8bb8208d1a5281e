"""`enrol`: a roaming profile's device key is on a further computer."""

import secrets

from sqlalchemy import Connection

from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.statements import Kind
from portal.api.instance_check import suspect
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.instances import Instance, add_instance, read_instances

_RATCHET_BYTES = 16


async def enrol(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Make the instance that asks known, after the PIN; confirmed again for one that is known."""
    request.body({"st": str, "pp": str})
    statement, _ = request.statement(Kind.ENROL)
    device, inst = request.known, request.envelope.inst

    def add(connection: Connection) -> Decision:
        instances = read_instances(connection, device.id)
        if inst in instances:
            return Decision({})
        if len(instances) >= context.settings.roaming_copies:
            return suspect(context, connection, device)
        added = Instance(b64url(secrets.token_bytes(_RATCHET_BYTES)), "")
        add_instance(connection, device.id, inst, added, context.clock.now())
        return Decision({})

    return await request.verify_pin(statement, add)
