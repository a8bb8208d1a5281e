"""Step 3 (requirement P8): the activation code and the state of the device, and what a
registration becomes when the account's devices change (P9).

A clerk clears the devices that are there. While a clerk has the registration, a device may join by
the PIN of one that is there, and no other way: anything else takes the registration back to the
user, who has to hand in a certificate anew. So a mailbox alone puts no device in the place of
another under a certificate that somebody else has handed in.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import AccountProblem, find_account
from portal.domain.accounts.codes import store_code
from portal.domain.accounts.tables import CODES
from portal.domain.audit.log import Event, record_event
from portal.domain.devices.administration import (
    check_code_is_due,
    has_active_device,
    revoke_devices,
)
from portal.domain.devices.devices import Device, DeviceActivated, DeviceEnded, lock_devices
from portal.domain.devices.tables import DEVICES
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.lifecycle import clear_by_admin, order_if_complete
from portal.domain.registration.progress import awaits_device
from portal.domain.registration.registrations import (
    ATTACHMENTS,
    REGISTRATIONS,
    Kind,
    Registration,
    State,
    find_registration,
    registration_of_account,
)
from portal.domain.topics import registration_topic
from portal.platform.database.notifications import notify
from portal.platform.database.statement import Statement


class Stage(StrEnum):
    """How far the device is."""

    WAITING = "waiting"
    """There is a code that can be used."""
    PROVISIONAL = "provisional"
    """It was used; the PIN has to be typed a second time."""
    ACTIVE = "active"
    EXPIRED = "expired"
    """There is no code, or it is used up, or it had its ten minutes."""
    SUPERSEDED = "superseded"
    """There is a newer code than the page shows."""


IN_PROGRESS: Final = (Stage.WAITING, Stage.PROVISIONAL)


@dataclass(frozen=True)
class Look:
    """One look at a device that a page waits for."""

    stage: Stage
    until: int = 0
    """When the code, or the time for the second PIN, is over; seconds."""

    def seconds_left(self, now: int) -> int:
        return max(self.until - now, 0)


_C, _D = CODES.c, DEVICES.c
_CODE = Statement(
    select(_C.expires_at).where(
        _C.account_id == bindparam("account"), _C.used_at.is_(None), _C.tries_left > 0
    )
)
_PROVISIONAL = Statement(
    select(_D.provisional_until).where(
        _D.account_id == bindparam("account"),
        _D.state == DeviceState.PROVISIONAL,
        _D.provisional_until > bindparam("now_"),
    )
)
_ACTIVE = Statement(
    select(_D.id).where(_D.account_id == bindparam("account"), _D.state == DeviceState.ACTIVE)
)


def look(connection: Connection, account_id: int, now: int) -> Look:
    """How far the account's device is."""
    if _ACTIVE.one(connection, account=account_id) is not None:
        return Look(Stage.ACTIVE)
    provisional = _PROVISIONAL.one(connection, account=account_id, now_=now)
    if provisional is not None:
        return Look(Stage.PROVISIONAL, provisional[0])
    code = _CODE.one(connection, account=account_id)
    if code is not None and code[0] > now:
        return Look(Stage.WAITING, code[0])
    return Look(Stage.EXPIRED)


def may_have_device(registration: Registration, now: int) -> bool:
    """Whether it is time for step 3.

    Before the clearance whoever reads the mails of the address may activate a device, because a
    clerk has still to look; afterwards a reset is needed, or a mailbox alone would be the key.
    """
    if registration.confirmed_at is None or registration.account_id is None:
        return False
    if registration.kind is not Kind.RESET:
        return registration.state in (State.OPEN, State.ORDERED)
    return awaits_device(registration, now)


def give_code(
    connection: Connection, registration: Registration, code_hash: bytes, address: str, now: int
) -> bool:
    """Make this the account's code; False where none is due, or there is a device already.

    `registration` is as it is in this transaction. For `address` see `store_code`.
    """
    account = find_account(connection, registration.login)
    if account is None or account.id != registration.account_id:
        return False
    if not may_have_device(registration, now):
        return False
    if account.cleared and registration.kind is not Kind.RESET:
        return False
    try:
        check_code_is_due(connection, account, further=False)
    except AccountProblem:
        return False
    store_code(connection, account.id, code_hash, now, address=address)
    return True


def replace_device(connection: Connection, id_: str, now: int) -> None:
    """The device is lost before anybody was cleared: revoke it, so that another can be activated.

    Nothing once the account is cleared. What a clerk has by then is taken back.
    """
    registration = find_registration(connection, id_)
    if registration is None or registration.account_id is None:
        return
    lock_devices(connection, registration.account_id)
    # Looked up again: a clerk may have decided before the devices were locked.
    registration = find_registration(connection, id_)
    account = None if registration is None else find_account(connection, registration.login)
    if registration is None or account is None or account.cleared:
        return
    if registration.kind is not Kind.RESET and may_have_device(registration, now):
        revoke_devices(connection, account.id, now)


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
