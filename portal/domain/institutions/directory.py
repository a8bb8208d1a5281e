"""IK numbers with their check digit, and the directory of institutions (requirement P4)."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Table, Text, bindparam, select

from portal.platform.database.metadata import METADATA
from portal.platform.database.statement import Statement
from portal.platform.language import translated

INSTITUTIONS: Final = Table(
    "institutions",
    METADATA,
    Column("ik", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("city", Text, nullable=False),
)

_ = translated

_NINE_DIGITS: Final = re.compile(r"[0-9]{9}")
_BETWEEN: Final = re.compile(r"[\s./-]")
_WEIGHTS: Final = (2, 1, 2, 1, 2, 1)


def normalised(text: str) -> str:
    """What was typed, without what people put between digits: "10 8018 007" is 108018007."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def is_ik(text: str) -> bool:
    """Whether this is an IK number in its normalised form, its check digit included."""
    return bool(_NINE_DIGITS.fullmatch(text)) and int(text[8]) == check_digit(text[2:8])


def check_digit(digits: str) -> int:
    """The ninth digit for the third to the eighth."""
    weighted = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in weighted) % 10


def ik_fault(text: str) -> str | None:
    """One sentence on what is wrong with a typed IK number, for its field; None if it is one."""
    ik = normalised(text)
    if not ik:
        return _("Bitte geben Sie die IK-Nummer Ihrer Einrichtung ein. Sie hat 9 Ziffern.")
    if not _NINE_DIGITS.fullmatch(ik):
        return _(
            "Eine IK-Nummer hat genau 9 Ziffern, zum Beispiel 260326822. Bitte ergänzen Sie "
            "Ihre Eingabe."
        )
    if not is_ik(ik):
        return _(
            "Bitte prüfen Sie die Nummer: Diese IK-Nummer gibt es nicht. "
            "Vielleicht sind zwei Ziffern vertauscht."
        )
    return None


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
