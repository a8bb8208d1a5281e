"""When nothing is missing any more: a clerk's turn (requirement P9)."""

from typing import Final

from sqlalchemy import Connection, and_, bindparam, exists, or_, update

from portal.audit.events import Event
from portal.audit.log import note
from portal.db.statement import Statement
from portal.devices.states import DeviceState
from portal.devices.tables import DEVICES
from portal.institutions.responsibility import responsible_region
from portal.mail.letters import Letter, LetterKind
from portal.mail.outbox import post
from portal.registration.states import Kind, State
from portal.registration.store import Registration
from portal.registration.tables import REGISTRATIONS

_R: Final = REGISTRATIONS.c
_HAS_DEVICE: Final = exists().where(
    DEVICES.c.account_id == _R.account_id, DEVICES.c.state == DeviceState.ACTIVE
)
# A reset gets its device after the clearance.
_COMPLETE: Final = and_(
    _R.state == State.OPEN,
    _R.confirmed_at.is_not(None),
    _R.certificate_at.is_not(None),
    or_(_R.kind == Kind.RESET, _HAS_DEVICE),
)
_ORDER = Statement(
    update(REGISTRATIONS)
    .where(_R.id == bindparam("id_"), _COMPLETE)
    .values(state=State.ORDERED, ordered_at=bindparam("now_"), region=bindparam("region_"))
)


def order_if_complete(connection: Connection, registration: Registration, now: int) -> bool:
    """Give the registration to the clerks if it is the user's turn and nothing is missing.

    Looks at the row as it is now, whatever `registration` says. To be called in the transaction
    that has changed that row: of two that complete it at once, the later one sees both.
    """
    region = responsible_region(connection, registration.ik, registration.postal_code)
    code = None if region is None else region.code
    if not _ORDER.change(connection, id_=registration.id, now_=now, region_=code):
        return False
    id_, language = registration.id, registration.language
    post(connection, Letter(LetterKind.ORDERED, registration.login, language, id_), now)
    if region is not None and region.email:
        post(connection, Letter(LetterKind.ORDER, region.email), now)
    note(
        connection,
        Event.REGISTRATION_ORDERED,
        now,
        account=registration.account_id,
        registration=id_,
    )
    return True
