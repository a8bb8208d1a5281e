"""Messages by which a device changes: `confirm`, `status`, `pinchange`, `rotate`, `enrol`,
`revoke`.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, literal, select, update

from crypto.encoding import unb64url
from crypto.envelope import Response
from crypto.errors import BadSignature, Malformed
from crypto.keys import PublicKey
from crypto.protocol import LONGEST_DEVICE_NAME, DeviceState, ProblemType
from crypto.statements import Kind
from portal.api.instance_check import suspect
from portal.api.request import AuthenticatedRequest, opened, require_active, signing_pin_key
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.accounts.codes import hand_over_invitation
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import enrol_workplace
from portal.domain.devices.devices import activate_device, end_device, find_device
from portal.domain.devices.idempotency import Problem, Refused
from portal.domain.devices.pin_tries import fail_reservations, open_reservations, pin_context
from portal.domain.devices.tables import DEVICES, PIN_FAILURES, DeviceEvent
from portal.domain.logins.tables import ACTIONS, SESSIONS, TICKETS
from portal.platform.database.statement import Statement


async def confirm(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Make a provisional device active. For an active one of the same attempt it is said again:
    the first answer was lost.
    """
    request.body({"st": str, "pp": str})
    statement, content = request.statement(Kind.CONFIRM)
    device = request.known
    if content["aid"] != device.attempt:
        raise Refused(ProblemType.GONE)

    def decide(connection: Connection) -> Decision:
        now = context.clock.now()
        provisional = device.state == DeviceState.PROVISIONAL
        if provisional and not activate_device(connection, device, now):
            return Decision(Problem(ProblemType.GONE), known=False)
        return Decision({"account": device.account})

    return await request.verify_pin(statement, decide)


async def status(context: AppContext, request: AuthenticatedRequest) -> Response:
    """State, account, the wrong PINs that remain, and the PIN in force.

    Stored, so that it advances the ratchet: whatever the device sent before and was not
    carried out by now never will be.
    """
    request.body({})

    def look(connection: Connection) -> Decision:
        device = find_device(connection, request.slot.dev, context.clock.now())
        if device is None:
            return Decision(Problem(ProblemType.UNKNOWN_DEVICE), known=False)
        reserved = open_reservations(connection, device.id)
        return Decision(
            {
                "state": device.state,
                "account": device.account,
                "left": max(device.left - reserved, 0),
                "pv": device.pin_version,
            }
        )

    return await request.commit(look)


_D: Final = DEVICES.c
_CHANGE = Statement(
    update(DEVICES)
    .where(_D.id == bindparam("dev"), _D.pin_version == bindparam("was"))
    .values(pin_wrapped=bindparam("wrapped"), pin_version=bindparam("new"))
)


async def pinchange(context: AppContext, request: AuthenticatedRequest) -> Response:
    """Exchange the PIN key, after the old PIN. Only the next version fits."""
    request.body({"st": str, "pp": str, "sealed": str})
    statement, content = request.statement(Kind.PINCHANGE)
    inner = opened(context.keys, request, ("pin", "sig"))
    pin = signing_pin_key(statement, inner["pin"], inner["sig"])
    device, version = request.known, request.known.pin_version + 1
    if content["pv"] != str(version):
        raise Refused(ProblemType.GONE)
    wrapped = context.keys.vault.wrap(pin.point, pin_context(device.id, version))

    def change(connection: Connection) -> Decision:
        values = {"dev": device.id, "was": device.pin_version, "wrapped": wrapped, "new": version}
        if not _CHANGE.change(connection, **values):
            return Decision(Problem(ProblemType.GONE))
        now = context.clock.now()
        record_event(
            connection, Event.PIN_CHANGED, now, account=device.account_id, device=device.id
        )
        return Decision({"pv": version})

    return await request.verify_pin(statement, change)


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
