"""What a device asks of its account: `devices`, `history`, `invite`."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from crypto.encoding import JsonObject, b64url
from crypto.envelope import Response
from crypto.errors import Malformed
from crypto.keys import PublicKey
from crypto.protocol import DeviceState, InviteMode, MessageName
from crypto.sealed_body import seal_body
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts import codes
from portal.domain.devices.tables import DEVICES
from portal.domain.logins.history import past_logins
from portal.platform.database.statement import Statement

# So that an answer can hold them, whatever their names are.
MOST_DEVICES: Final = 50

_D: Final = DEVICES.c
_LIST = Statement(
    select(_D.id, _D.name, _D.os, _D.state, _D.activated_at, _D.last_login_at)
    .where(
        _D.account_id == bindparam("account"),
        _D.state != DeviceState.PROVISIONAL,
        _D.state != DeviceState.REVOKED,
    )
    .order_by(_D.activated_at, _D.id)
    .limit(MOST_DEVICES)
)


async def devices(context: AppContext, request: AuthenticatedRequest) -> Response:
    """The account's devices that have not been removed."""
    request.body({})
    listed = await context.database.read(lambda connection: _listed(connection, request))
    return request.response({"devices": listed})


async def history(context: AppContext, request: AuthenticatedRequest) -> Response:
    """The account's last logins, newest first."""
    request.body({})
    account, now = request.known.account_id, context.clock.now()
    logins = await context.database.read(lambda connection: past_logins(connection, account, now))
    return request.response({"logins": [login._asdict() for login in logins]})


def _listed(connection: Connection, request: AuthenticatedRequest) -> list[JsonObject]:
    rows = _LIST.all(connection, account=request.known.account_id)
    names = ("dev", "name", "os", "state", "activated", "last_login")
    return [
        {**dict(zip(names, row, strict=True)), "this": row[0] == request.slot.dev} for row in rows
    ]


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
