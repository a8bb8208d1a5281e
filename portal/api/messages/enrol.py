"""`enrol`: a roaming profile's device key is on a further computer."""

from typing import Final

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.protocol import LONGEST_DEVICE_NAME
from crypto.statements import Kind
from portal.api.instance_check import suspect
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.workplaces import enrol_workplace

_YES_OR_NO: Final = ("yes", "no")


async def enrol(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Make the instance that asks known, after the PIN; confirmed again for one that is known.

    A device that does not roam roams from then on, where the app's policy and the portal's
    settings allow it; else another instance of it is a copy.
    """
    request.body({"st": str, "pp": str})
    statement, content = request.statement(Kind.ENROL)
    name, roaming = content["name"], content["roaming"]
    if roaming not in _YES_OR_NO or len(name) > LONGEST_DEVICE_NAME:
        raise Malformed("roaming is yes or no, and a name has 64 characters at most")
    device, inst, most = request.known, request.envelope.inst, context.settings.roaming_copies
    may_roam = device.roaming or (roaming == "yes" and most > 1)

    def add(connection: Connection) -> Decision:
        if may_roam:
            enrol_workplace(connection, device, inst, name, context.clock.now(), most=most)
        return Decision({})

    if inst not in device.instances and device.instances and not may_roam:
        return await request.commit(lambda c: suspect(context, c, device))
    return await request.verify_pin(statement, add)
