"""`confirm`: the PIN, typed a second time, makes the device active."""

from collections.abc import Hashable

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.statements import Kind
from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.devices.answers import Decision
from portal.devices.call import Call, DeviceRoom
from portal.devices.invite import InviteMode
from portal.devices.problems import Name, Problem, Refused
from portal.devices.service import Device, end_device, find_device
from portal.devices.states import DeviceEvent, DeviceState, advance
from portal.devices.tables import DEVICES
from portal.login.keys import account_key
from portal.mail.notices import tell_new_device
from portal.registration.device_news import note_active_device
from portal.registration.ordering import order_if_complete

_ACTIVATE = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"), DEVICES.c.state == DeviceState.PROVISIONAL)
    .values(
        state=advance(DeviceState.PROVISIONAL, DeviceEvent.CONFIRM),
        activated_at=bindparam("now_"),
    )
)


async def confirm(room: DeviceRoom, call: Call) -> Response:
    """Make a provisional device active. For an active one of the same attempt it is said again:
    the first answer was lost.
    """
    call.body({"st": str, "pp": str})
    statement, content = call.statement(Kind.CONFIRM)
    device = call.known
    if content["aid"] != device.attempt:
        raise Refused(Name.GONE)

    def decide(connection: Connection) -> Decision:
        now = room.clock.now()
        bells: tuple[Hashable, ...] = ()
        if device.state == DeviceState.PROVISIONAL:
            changed = _ACTIVATE.change(connection, dev=device.id, now_=now)
            if not changed:
                return Decision(Problem(Name.GONE), known=False)
            bells = (account_key(device.account_id), *_replaced(connection, device, now))
            tell_new_device(connection, device.account_id, device.device_name, now)
            registration = note_active_device(connection, device.account_id, now)
            confirmed = Event.DEVICE_CONFIRMED
            note(connection, confirmed, now, account=device.account_id, device=device.id)
            if registration is not None:
                order_if_complete(connection, registration, now)
        return Decision({"state": DeviceState.ACTIVE.value, "account": device.account}, bells)

    return await room.pins.judge(call.proof(statement), decide)


def _replaced(connection: Connection, device: Device, now: int) -> tuple[Hashable, ...]:
    """A move ends the device that asked for it in the transaction that makes the new one active."""
    if device.invited_by is None or device.invite_mode != InviteMode.MOVE:
        return ()
    old = find_device(connection, device.invited_by, now)
    return () if old is None else tuple(end_device(connection, old, DeviceEvent.REVOKE, now))
