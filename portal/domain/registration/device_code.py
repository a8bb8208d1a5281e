"""Step 3: the activation code and the state of the device (requirement P8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, select

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import AccountProblem, find_account
from portal.domain.accounts.codes import store_code
from portal.domain.accounts.tables import CODES
from portal.domain.devices.administration import check_code_is_due, revoke_devices
from portal.domain.devices.devices import lock_devices
from portal.domain.devices.tables import DEVICES
from portal.domain.registration.progress import awaits_device
from portal.domain.registration.registrations import (
    Kind,
    Registration,
    State,
    find_registration,
)
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
