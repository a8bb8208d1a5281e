"""`revoke`: a device is removed, by itself or by another one of the account."""

from sqlalchemy import Connection

from crypto.envelope import Response
from crypto.protocol import ProblemType
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest, require_active
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.devices.devices import end_device, find_device
from portal.domain.devices.problems import Problem
from portal.domain.devices.states import DeviceEvent


async def revoke(context: AppContext, request: AuthenticatedRequest) -> Response:
    """This device without a PIN, in whatever state; another one of the account with it."""
    statement, content = request.statement(Kind.REVOKE)
    target = content["target"]

    def remove(connection: Connection) -> Decision:
        now = context.clock.now()
        device = find_device(connection, target, now)
        if device is None or device.account_id != request.known.account_id:
            return Decision(Problem(ProblemType.GONE))
        end_device(connection, device, DeviceEvent.REVOKE, now)
        return Decision({})

    if target == request.slot.dev:
        request.body({"st": str})
        return await request.commit(remove)
    request.body({"st": str, "pp": str})
    require_active(request.known)
    return await request.verify_pin(statement, remove)
