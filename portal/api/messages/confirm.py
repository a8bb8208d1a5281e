"""`confirm`: the PIN, typed a second time, makes the device active."""

from sqlalchemy import Connection, bindparam, update

from crypto.envelope import Response
from crypto.protocol import InviteMode
from crypto.statements import Kind
from portal.api.request import AuthenticatedRequest
from portal.api.responses import Decision
from portal.context import AppContext
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.devices import Device, end_device, find_device
from portal.domain.devices.problems import Problem, ProblemType, Refused
from portal.domain.devices.states import DeviceEvent, DeviceState, advance
from portal.domain.devices.tables import DEVICES
from portal.domain.email.notices import notify_new_device
from portal.domain.registration.device_code import note_active_device
from portal.domain.registration.lifecycle import order_if_complete
from portal.domain.topics import account_topic
from portal.platform.database.statement import Statement
from portal.platform.notifications import notify

_ACTIVATE = Statement(
    update(DEVICES)
    .where(DEVICES.c.id == bindparam("dev"), DEVICES.c.state == DeviceState.PROVISIONAL)
    .values(
        state=advance(DeviceState.PROVISIONAL, DeviceEvent.CONFIRM),
        activated_at=bindparam("now_"),
    )
)


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
        if device.state == DeviceState.PROVISIONAL:
            changed = _ACTIVATE.change(connection, dev=device.id, now_=now)
            if not changed:
                return Decision(Problem(ProblemType.GONE), known=False)
            notify(connection, account_topic(device.account_id))
            _end_replaced(connection, device, now)
            notify_new_device(connection, device.account_id, device.device_name, now)
            registration = note_active_device(connection, device.account_id, now)
            confirmed = Event.DEVICE_CONFIRMED
            record_event(connection, confirmed, now, account=device.account_id, device=device.id)
            if registration is not None:
                order_if_complete(connection, registration, now)
        return Decision({"state": DeviceState.ACTIVE.value, "account": device.account})

    return await request.verify_pin(statement, decide)


def _end_replaced(connection: Connection, device: Device, now: int) -> None:
    """A move ends the device that asked for it in the transaction that makes the new one active."""
    if device.invited_by is None or device.invite_mode != InviteMode.MOVE:
        return
    old = find_device(connection, device.invited_by, now)
    if old is not None:
        end_device(connection, old, DeviceEvent.REVOKE, now)
