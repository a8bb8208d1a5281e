"""The directory of institutions (requirement P4)."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from portal.db.statement import Statement
from portal.institutions.tables import INSTITUTIONS


@dataclass(frozen=True)
class Institution:
    """Who has an IK number."""

    ik: str
    name: str
    street: str
    postal_code: str
    city: str


_FIND: Final = Statement(select(INSTITUTIONS).where(INSTITUTIONS.c.ik == bindparam("ik_")))


def find_institution(connection: Connection, ik: str) -> Institution | None:
    """The institution of a normalised IK number, if the directory has it."""
    row = _FIND.one(connection, ik_=ik)
    return None if row is None else Institution(*row)
