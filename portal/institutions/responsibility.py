"""Which regional AOK is responsible (requirement P9)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
)

from portal.db.statement import Statement
from portal.institutions.tables import REGIONS, RESPONSIBILITIES


class PrefixKind(StrEnum):
    """What a prefix is the beginning of. In this order they are looked at."""

    IK = "ik"
    POSTAL_CODE = "postal_code"


@dataclass(frozen=True)
class Region:
    """One regional AOK."""

    code: str
    name: str
    email: str
    """Gets a mail when a registration is complete; "" for none."""


_R: Final = RESPONSIBILITIES.c


def _begins(kind: PrefixKind, name: str) -> ColumnElement[bool]:
    start = func.substr(cast(bindparam(name), Text), 1, func.length(_R.prefix))
    return and_(_R.kind == kind, start == _R.prefix)


_RESPONSIBLE: Final = Statement(
    select(REGIONS)
    .join(RESPONSIBILITIES, _R.region == REGIONS.c.code)
    .where(or_(_begins(PrefixKind.IK, "ik_"), _begins(PrefixKind.POSTAL_CODE, "postal_code_")))
    .order_by(case((_R.prefix == "", 1), else_=0), _R.kind, func.length(_R.prefix).desc())
    .limit(1)
)
_ALL: Final = Statement(select(REGIONS).order_by(REGIONS.c.code))


def responsible_region(connection: Connection, ik: str, postal_code: str) -> Region | None:
    """The region with the longest prefix of the IK number, else of the postal code, else the one
    for all others, if there is one.
    """
    row = _RESPONSIBLE.one(connection, ik_=ik, postal_code_=postal_code)
    return None if row is None else Region(*row)


def all_regions(connection: Connection) -> list[Region]:
    """By their codes."""
    return [Region(*row) for row in _ALL.all(connection)]
