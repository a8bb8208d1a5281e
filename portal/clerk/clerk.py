"""Who works at the desk, and which registrations that clerk may know of."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Text, and_, bindparam, or_

from portal.login.sessions import Session
from portal.registration.tables import REGISTRATIONS

_REGION: Final = bindparam("region_", type_=Text)

# To be in every statement of the desk. What was never handed in is nobody's business here.
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
