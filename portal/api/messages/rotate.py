"""`rotate`: a new device key takes the place of the old one."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from crypto.encoding import unb64url
from crypto.envelope import Response
from crypto.errors import BadSignature, Malformed
from crypto.keys import PublicKey
from crypto.protocol import ProblemType
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.api.sealed import opened, signing_pin_key
from portal.context import AppContext
from portal.domain.accounts.codes import hand_over_invitation
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.pin_reservations import fail_reservations
from portal.domain.devices.pin_tries import pin_context
from portal.domain.devices.problems import Problem
from portal.domain.devices.tables import DEVICES, PIN_FAILURES
from portal.domain.logins.actions import ACTIONS
from portal.domain.logins.tables import SESSIONS, TICKETS
from portal.platform.database.statement import Statement

FIRST_VERSION: Final = 1

_NEW: Final = {
    "id": bindparam("new"),
    "point": bindparam("point_"),
    "pin_wrapped": bindparam("wrapped"),
    "pin_version": literal(FIRST_VERSION),
}
_NAMES: Final = DEVICES.c.keys()
_COPY = Statement(
    insert(DEVICES).from_select(
        _NAMES,
        select(*(_NEW.get(name, DEVICES.c[name]) for name in _NAMES)).where(
            DEVICES.c.id == bindparam("old")
        ),
    )
)
_REFERRING: Final = (
    TICKETS.c.device_id,
    SESSIONS.c.device_id,
    PIN_FAILURES.c.device_id,
    DEVICES.c.invited_by,
    ACTIONS.c.device_id,
)
_FOLLOW: Final = [
    Statement(
        update(column.table)
        .where(column == bindparam("old"))
        .values({column.name: bindparam("new")})
    )
    for column in _REFERRING
]
_DROP = Statement(delete(DEVICES).where(DEVICES.c.id == bindparam("old")))
_EXISTS = Statement(select(DEVICES.c.id).where(DEVICES.c.id == bindparam("dev")))


@dataclass(frozen=True)
class NewKeys:
    """What the sealed body offers."""

    device: PublicKey
    pin: PublicKey


async def rotate(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Exchange device key and PIN key, after the PIN under the old one."""
    request.body({"st": str, "pp": str, "sealed": str})
    statement, content = request.statement(Kind.ROTATE)
    keys = _new_keys(context, request, statement)
    new = keys.device.key_id
    if content["new"] != new or new == request.slot.dev:
        raise Malformed("not the key that the statement names")
    wrapped = context.keys.vault.wrap(keys.pin.point, pin_context(new, FIRST_VERSION))

    def exchange(connection: Connection) -> Decision:
        if _EXISTS.one(connection, dev=new) is not None:
            return Decision(Problem(ProblemType.GONE))
        fail_reservations(connection, request.slot.dev)
        ids = {"old": request.slot.dev, "new": new}
        _COPY.change(connection, point_=keys.device.point, wrapped=wrapped, **ids)
        for follow in _FOLLOW:
            follow.change(connection, **ids)
        hand_over_invitation(connection, request.known.account_id, **ids)
        _DROP.change(connection, old=request.slot.dev)
        now, account = context.clock.now(), request.known.account_id
        record_event(
            connection, Event.KEY_ROTATED, now, account=account, device=request.slot.dev, new=new
        )
        return Decision({"dev": new}, known=False)

    return await request.verify_pin(statement, exchange)


def _new_keys(context: AppContext, request: AuthenticatedRequest, statement: bytes) -> NewKeys:
    inner = opened(context.keys, request, ("key", "ksig", "pin", "sig"))
    device = PublicKey.from_hex(inner["key"])
    try:
        device.verify(unb64url(inner["ksig"]), statement)
    except BadSignature as error:
        raise Malformed("not signed by the new device key") from error
    return NewKeys(device, signing_pin_key(statement, inner["pin"], inner["sig"]))
