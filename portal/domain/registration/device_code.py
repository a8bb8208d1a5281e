"""Step 3: the activation code and the state of the device (requirement P8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, func, select, update

from crypto.protocol import DeviceState
from portal.domain.accounts.accounts import AccountProblem, find_account
from portal.domain.accounts.codes import store_code
from portal.domain.accounts.tables import CODES
from portal.domain.devices.administration import check_code_is_due
from portal.domain.devices.devices import DeviceActivated
from portal.domain.devices.tables import DEVICES
from portal.domain.registration.lifecycle import order_if_complete
from portal.domain.registration.progress import awaits_device
from portal.domain.registration.registrations import (
    Kind,
    Registration,
    State,
    registration_of_account,
)
from portal.domain.registration.tables import REGISTRATIONS
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
    if registration.kind is Kind.NEW:
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
    if account.cleared and registration.kind is Kind.NEW:
        return False
    try:
        check_code_is_due(connection, account, further=False)
    except AccountProblem:
        return False
    store_code(connection, account.id, code_hash, now, address=address)
    return True


_R: Final = REGISTRATIONS.c
_NOTE = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"))
    .values(device_at=func.coalesce(_R.device_at, bindparam("now_", type_=BigInteger)))
)


def finish_device_step(connection: Connection, event: DeviceActivated) -> None:
    """Step 3 is done (requirement P8); the registration is ordered if nothing is missing."""
    registration = registration_of_account(connection, event.device.account_id)
    if registration is not None:
        _NOTE.change(connection, id_=registration.id, now_=event.at)
        order_if_complete(connection, registration, event.at)
