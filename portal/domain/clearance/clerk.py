"""The clerk who is logged in, and which registrations and attachments that clerk may see."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, or_, select

from portal.domain.certificates.attachments import Attachment, find_attachment
from portal.domain.logins.sessions import Session
from portal.domain.registration.registrations import State
from portal.domain.registration.tables import REGISTRATIONS
from portal.platform.database.statement import Statement

_REGION: Final = bindparam("region_", type_=Text)

# To be in every statement of the clerks' pages; what was never handed in is not for clerks.
VISIBLE: Final[ColumnElement[bool]] = and_(
    REGISTRATIONS.c.ordered_at.is_not(None),
    or_(_REGION == "", REGISTRATIONS.c.region == _REGION),
)


@dataclass(frozen=True)
class Clerk:
    """Of the AOK, logged in with both factors."""

    session: Session

    @property
    def id(self) -> int:
        return self.session.account_id

    @property
    def login(self) -> str:
        return self.session.login

    @property
    def region(self) -> str:
        """What `VISIBLE` wants as `region_`: the code of a regional AOK, "" for all."""
        return self.session.region or ""


@dataclass(frozen=True)
class CaseFile:
    """One uploaded file, and whose registration it belongs to."""

    attachment: Attachment
    account_id: int | None


_R: Final = REGISTRATIONS.c
_ACCOUNT: Final = Statement(
    select(_R.account_id).where(
        _R.id == bindparam("id_"),
        VISIBLE,
        # While it is the user's turn, what lies there is not handed in.
        _R.state != State.OPEN,
    )
)


def find_case_file(
    connection: Connection, clerk: Clerk, registration_id: str, id_: str
) -> CaseFile | None:
    """None where there is none that this clerk may see."""
    row = _ACCOUNT.one(connection, id_=registration_id, region_=clerk.region)
    found = None if row is None else find_attachment(connection, registration_id, id_)
    return None if row is None or found is None else CaseFile(found, row[0])
