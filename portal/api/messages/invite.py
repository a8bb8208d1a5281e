"""`invite`: an activation code for a further or a new computer, from an active device."""

from sqlalchemy import Connection

from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.protocol import InviteMode, MessageName
from crypto.sealed_body import seal_body
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts import codes


async def invite(context: AppContext, request: AuthenticatedRequest) -> Response:
    """A code, sealed for whoever asked; it voids an earlier one of the account."""
    request.body({"st": str, "pp": str})
    statement, content = request.statement(Kind.INVITE)
    mode, reader = _mode(content["mode"]), PublicKey.from_hex(content["to"])
    device, code = request.known, codes.new_code()
    hashed = await context.codes.made(code)
    sealed = b64url(seal_body(MessageName.INVITE, device.id, {"code": code}, reader))

    def store(connection: Connection) -> Decision:
        invitation, now = codes.Invitation(device.id, mode), context.clock.now()
        here = context.limits.subscriber(request.address)
        codes.store_code(connection, device.account_id, hashed, now, invitation, address=here)
        return Decision({"sealed": sealed, "expires_in": codes.SECONDS})

    return await request.verify_pin(statement, store)


def _mode(text: str) -> InviteMode:
    try:
        return InviteMode(text)
    except ValueError as error:
        raise Malformed("no such mode") from error
