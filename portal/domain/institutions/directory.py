"""IK numbers with their check digit, and the directory of institutions (requirement P4)."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Column, Connection, Table, Text, bindparam, select

from crypto.typed_text import (
    LEFT_TO_RIGHT_OVERRIDE,
    with_ascii_digits,
    with_usual_width,
    without_unseen,
)
from portal.domain.accounts.user_names import named_sign
from portal.platform.database.engines import METADATA
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
_LABEL: Final = re.compile(
    r"\s*(?:(?:Ihre|Meine|Unsere)\s+)?"
    r"(?:Institutionskennzeichen[\s(]*)?(?:IK)?[\s).:\u2010-\u2015-]*"
    r"(?:(?:Nr|Nummer|No|Kennzeichen)[\s.:]*)?",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s.,;:/\\|_()\[\]'\"„“”‚‘’·\u2010-\u2015\u2212-]")
_DIGITS: Final = 9
_TWO: Final = 2 * _DIGITS
_WEIGHTS: Final = (2, 1, 2, 1, 2, 1)


def normalised(text: str) -> str:
    """What was typed, without what people put before and between digits.

    "IK-Nr.: 10 8018 007" is 108018007.
    """
    seen = without_unseen(text).replace(LEFT_TO_RIGHT_OVERRIDE, "")
    return _BETWEEN.sub("", _LABEL.sub("", with_ascii_digits(with_usual_width(seen)), count=1))


def is_ik(text: str) -> bool:
    """Whether this is an IK number in its normalised form, its check digit included."""
    return bool(_NINE_DIGITS.fullmatch(text)) and int(text[8]) == check_digit(text[2:8])


def searched(text: str) -> str:
    """What is searched for a typed text: an IK number without its label, all else as it is."""
    ik = normalised(text)
    return ik if is_ik(ik) else text


def check_digit(digits: str) -> int:
    """The ninth digit for the third to the eighth."""
    weighted = (int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in weighted) % 10


def ik_fault(text: str) -> str | None:
    """One sentence on what is wrong with a typed IK number, for its field; None if it is one."""
    ik = normalised(text)
    other = next((sign for sign in ik if sign not in "0123456789"), None)
    if not ik:
        return _("Bitte geben Sie die IK‑Nummer Ihrer Einrichtung ein. Sie hat 9 Ziffern.")
    if other is not None:
        return _("Eine IK‑Nummer hat nur Ziffern. Bitte prüfen Sie: {sign}").format(
            sign=named_sign(other)
        )
    if len(ik) >= _TWO:
        return _("Bitte geben Sie nur eine IK‑Nummer ein. Sie hat 9 Ziffern.")
    if len(ik) != _DIGITS:
        return _("Eine IK‑Nummer hat 9 Ziffern, diese hat {count}. Bitte prüfen Sie sie.").format(
            count=len(ik)
        )
    if not is_ik(ik):
        return _("Diese IK‑Nummer gibt es nicht. Sind vielleicht zwei Ziffern vertauscht?")
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
