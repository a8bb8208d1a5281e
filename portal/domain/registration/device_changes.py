"""What a registration becomes when the account's devices change (requirements P8, P9).

A clerk clears the devices that are there. While a clerk has the registration, a device may join by
the PIN of one that is there, and no other way: anything else takes the registration back to the
user, who has to hand in a certificate anew. So a mailbox alone puts no device in the place of
another under a certificate that somebody else has handed in.
"""

from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, select, update

from crypto.protocol import DeviceState
from portal.domain.audit.events import Event
from portal.domain.audit.log import record_event
from portal.domain.devices.administration import has_active_device
from portal.domain.devices.devices import Device, DeviceActivated, DeviceEnded
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.lifecycle import clear_by_admin, order_if_complete
from portal.domain.registration.registrations import Kind, State, registration_of_account
from portal.domain.registration.tables import ATTACHMENTS, REGISTRATIONS
from portal.domain.topics import registration_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement

SECONDS_TO_ANSWER: Final = 30 * 86_400
"""What a user has to hand in again, after a clerk's question too."""

_R: Final = REGISTRATIONS.c
_NOTE = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"))
    .values(device_at=func.coalesce(_R.device_at, bindparam("now_", type_=BigInteger)))
)
# Of two devices that end at once, the later one has to see that none is left.
_LOCK = Statement(select(_R.id).where(_R.account_id == bindparam("account")).with_for_update())
_TAKE_BACK = Statement(
    update(REGISTRATIONS)
    .where(_R.account_id == bindparam("account"), _R.kind == Kind.NEW, _R.state == State.ORDERED)
    .values(
        state=State.OPEN,
        certificate_at=None,
        first_clerk=None,
        first_shown=None,
        reason="",
        reminders=0,
        expires_at=bindparam("until"),
    )
)
_DELETE_ATTACHMENTS = Statement(
    delete(ATTACHMENTS).where(ATTACHMENTS.c.registration_id == bindparam("id_"))
)


def note_activated_device(connection: Connection, event: DeviceActivated) -> None:
    """Step 3 is done (requirement P8); the registration is ordered if nothing is missing.

    A device that came with the portal's code while a clerk had the registration takes it back.
    """
    device = event.device
    if device.invited_by is None:
        _take_back(connection, device, "added", event.at)
    registration = registration_of_account(connection, device.account_id)
    if registration is not None:
        _NOTE.change(connection, id_=registration.id, now_=event.at)
        if registration.kind is Kind.INVITED and registration.state is State.OPEN:
            clear_by_admin(connection, registration, event.at)
        order_if_complete(connection, registration, event.at)
        notify(connection, registration_topic(registration.id))


def note_ended_device(connection: Connection, event: DeviceEnded) -> None:
    """Take the registration back if a clerk has it and no active device is left."""
    device = event.device
    if device.state != DeviceState.ACTIVE:
        return
    _LOCK.all(connection, account=device.account_id)
    if not has_active_device(connection, device.account_id):
        _take_back(connection, device, "ended", event.at)
    registration = registration_of_account(connection, device.account_id)
    if registration is not None:
        notify(connection, registration_topic(registration.id))


def _take_back(connection: Connection, device: Device, what: str, now: int) -> None:
    account, until = device.account_id, now + SECONDS_TO_ANSWER
    if not _TAKE_BACK.change(connection, account=account, until=until):
        return
    registration = registration_of_account(connection, account)
    if registration is None:
        raise LookupError("the registration that was just taken back is not there")
    # Under the old certificate a clerk would clear what the user who handed it in never had.
    _DELETE_ATTACHMENTS.change(connection, id_=registration.id)
    login, language, id_ = registration.login, registration.language, registration.id
    facts = {"device": device.device_name, "at": str(now), "what": what}
    enqueue(connection, Email(EmailKind.TAKEN_BACK, login, language, id_, facts), now)
    taken_back = Event.REGISTRATION_TAKEN_BACK
    record_event(connection, taken_back, now, account=account, device=device.id, registration=id_)
