"""`invite`: an activation code for a further or a new computer, from an active device."""

from sqlalchemy import Connection

from crypto.encoding import b64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.sealed_body import seal_body
from crypto.statements import Kind
from portal.api.request import ApiContext, AuthenticatedRequest
from portal.api.responses import Decision
from portal.domain.accounts import codes


async def invite(room: ApiContext, call: AuthenticatedRequest) -> Response:
    """A code, sealed for whoever asked; it voids an earlier one of the account."""
    call.body({"st": str, "pp": str})
    statement, content = call.statement(Kind.INVITE)
    mode, reader = _mode(content["mode"]), PublicKey.from_hex(content["to"])
    device, code = call.known, codes.new_code()
    hashed = await room.codes.made(code)
    sealed = b64url(seal_body("invite", device.id, {"code": code}, reader))

    def store(connection: Connection) -> Decision:
        invitation = codes.Invitation(device.id, mode)
        codes.store_code(connection, device.account_id, hashed, room.clock.now(), invitation)
        return Decision({"sealed": sealed, "expires_in": codes.SECONDS})

    return await room.pins.judge(call.proof(statement), store)


def _mode(text: str) -> codes.InviteMode:
    try:
        return codes.InviteMode(text)
    except ValueError as error:
        raise Malformed("no such mode") from error
