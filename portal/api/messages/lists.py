"""`devices` and `history`: what a user may know of the account."""

from typing import Final

from sqlalchemy import Connection, bindparam, select

from crypto.encoding import JsonObject
from crypto.envelope import Response
from crypto.protocol import DeviceState
from portal.api.request import AuthenticatedRequest
from portal.context import AppContext
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
    return request.response({"logins": [vars(login) for login in logins]})


def _listed(connection: Connection, request: AuthenticatedRequest) -> list[JsonObject]:
    rows = _LIST.all(connection, account=request.known.account_id)
    names = ("dev", "name", "os", "state", "activated", "last_login")
    return [
        {**dict(zip(names, row, strict=True)), "this": row[0] == request.slot.dev} for row in rows
    ]
