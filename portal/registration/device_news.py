"""What a registration learns of its account's devices."""

from typing import Final

from sqlalchemy import BigInteger, Connection, bindparam, func, update

from portal.db.statement import Statement
from portal.registration.store import Registration, registration_of_account
from portal.registration.tables import REGISTRATIONS

_R: Final = REGISTRATIONS.c
_NOTE = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"))
    .values(device_at=func.coalesce(_R.device_at, bindparam("now_", type_=BigInteger)))
)


def note_active_device(connection: Connection, account_id: int, now: int) -> Registration | None:
    """A device of the account became active: step 3 is done (requirement P8).

    Returns:
        The registration that may be complete by that.
    """
    registration = registration_of_account(connection, account_id)
    if registration is not None:
        _NOTE.change(connection, id_=registration.id, now_=now)
    return registration
