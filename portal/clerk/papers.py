"""What was handed in, as far as a clerk may see it."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from portal.certificates.attachments import Attachment, attachments_of, find_attachment
from portal.clerk.clerk import VISIBLE, Clerk
from portal.db.statement import Statement
from portal.registration.states import State
from portal.registration.tables import REGISTRATIONS


@dataclass(frozen=True)
class Paper:
    """One uploaded file, and whose registration it belongs to."""

    attachment: Attachment
    account_id: int


_R: Final = REGISTRATIONS.c
_ACCOUNT: Final = Statement(
    select(_R.account_id).where(
        _R.id == bindparam("id_"),
        VISIBLE,
        # While it is the user's turn, what lies there is not handed in.
        _R.state != State.OPEN,
    )
)


def papers_of(connection: Connection, clerk: Clerk, registration_id: str) -> list[Paper]:
    """In the order in which they came."""
    row = _ACCOUNT.one(connection, id_=registration_id, region_=clerk.region)
    found = [] if row is None else attachments_of(connection, registration_id)
    return [Paper(attachment, row[0]) for attachment in found if row is not None]


def find_paper(
    connection: Connection, clerk: Clerk, registration_id: str, id_: str
) -> Paper | None:
    """None where there is none that this clerk may see."""
    row = _ACCOUNT.one(connection, id_=registration_id, region_=clerk.region)
    found = None if row is None else find_attachment(connection, registration_id, id_)
    return None if row is None or found is None else Paper(found, row[0])
