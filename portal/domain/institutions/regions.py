"""Which regional AOK is responsible (requirement P9), and importing regions from a TOML file."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from crypto.email_address import read_address
from crypto.setting_problems import InvalidToml
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.institutions.csv_import import ImportProblem
from portal.platform.database.engines import METADATA
from portal.platform.database.statement import InUse, Statement
from portal.platform.text_files import read_text_file

REGIONS: Final = Table(
    "regions",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # Gets a mail when a registration is complete; may be empty.
    Column("email", Text, nullable=False),
)

# The longest prefix wins, an IK's before a postal code's; the empty prefix is for all others.
RESPONSIBILITIES: Final = Table(
    "responsibilities",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("region", Text, ForeignKey("regions.code", ondelete="CASCADE"), nullable=False),
)


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


_CODE: Final = re.compile(r"[a-z0-9-]{1,20}")
_PREFIX: Final = re.compile(r"[0-9]{1,9}")
_MAY: Final = ("email", "ik", "postal_codes", "rest")
_KEYS: Final = {"code", "name", *_MAY}

Prefix = tuple[PrefixKind, str]


@dataclass(frozen=True)
class Area:
    """A region, and what it is responsible for."""

    region: Region
    prefixes: tuple[Prefix, ...]


def read_regions(path: Path) -> list[Area]:
    """What a file says.

    Raises:
        ImportProblem: with the region that is wrong.
    """
    try:
        document = read_text_file(path)
    except FileNotFoundError as error:
        raise ImportProblem(f"{path} is not there: give the path of a TOML file.") from error
    try:
        value = tomllib.loads(document)
    except ValueError as error:
        problem = InvalidToml(error, document)
        raise ImportProblem(f"{path}, line {problem.line}: {problem}") from error
    tables = value.get("region")
    if not isinstance(tables, list) or not tables or value.keys() != {"region"}:
        raise ImportProblem(f"{path} has no [[region]], or something beside it: see the sample.")
    areas = [_area(table, number) for number, table in enumerate(tables, 1)]
    _check_once([area.region.code for area in areas], "code")
    prefixes = [prefix for area in areas for prefix in area.prefixes]
    _check_once([f"{kind} prefix {text or '(rest)'}" for kind, text in prefixes], "")
    return areas


def _area(table: Any, number: int) -> Area:
    if not isinstance(table, dict) or not {"code", "name"} <= table.keys() <= _KEYS:
        raise _wrong(
            number, f"it needs code and name, and may have {', '.join(_MAY)}{_near(table)}"
        )
    code, name, email = table["code"], table["name"], table.get("email", "")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise _wrong(number, "its code must be 1 to 20 of a-z, 0-9 and -")
    if not isinstance(name, str) or not name.strip():
        raise _wrong(number, "its name is empty")
    if email:
        email = read_address(email, any_letters=True) if isinstance(email, str) else None
        if not isinstance(email, str):
            raise _wrong(number, "its email is no e-mail address; leave it out for none")
    rest = table.get("rest", False)
    if not isinstance(rest, bool):
        raise _wrong(number, "rest must be true or false")
    prefixes = [
        *_prefixes(table, number, "ik", PrefixKind.IK),
        *_prefixes(table, number, "postal_codes", PrefixKind.POSTAL_CODE),
    ]
    if rest:
        prefixes.append((PrefixKind.POSTAL_CODE, ""))
    return Area(Region(code, name.strip(), email), tuple(prefixes))


def _near(table: Any) -> str:
    """The first name that is unknown, and the one that may be meant."""
    for key in table if isinstance(table, dict) else ():
        if key not in _KEYS:
            near = get_close_matches(key.lower(), _KEYS, 1)
            return f"; {key} is unknown" + "".join(f", did you mean {each}?" for each in near)
    return ""


def _prefixes(table: dict[str, Any], number: int, key: str, kind: PrefixKind) -> list[Prefix]:
    texts = table.get(key, [])
    if not isinstance(texts, list) or not all(
        isinstance(text, str) and _PREFIX.fullmatch(text) for text in texts
    ):
        raise _wrong(number, f'{key} must be a list of first digits, as in ["80", "812"]')
    return [(kind, text) for text in texts]


def _check_once(texts: list[str], what: str) -> None:
    twice = next((text for text in texts if texts.count(text) > 1), None)
    if twice is not None:
        raise ImportProblem(f"{what} {twice} is given twice: leave one out.".lstrip())


def _wrong(number: int, what: str) -> ImportProblem:
    return ImportProblem(f"Region {number} is wrong: {what}.")


_code: Final[BindParameter[str]] = bindparam("code_")

_CHANGE: Final = Statement(
    update(REGIONS)
    .where(REGIONS.c.code == _code)
    .values(name=bindparam("name_"), email=bindparam("email_"))
)
_ADD: Final = Statement(insert(REGIONS), columns=["code", "name", "email"])
_REMOVE: Final = Statement(delete(REGIONS).where(REGIONS.c.code == _code), referenced=True)
_HAS_CLERKS: Final = Statement(select(ACCOUNTS.c.id).where(ACCOUNTS.c.region == _code))
_FORGET: Final = Statement(delete(RESPONSIBILITIES))
_GIVE: Final = Statement(insert(RESPONSIBILITIES), columns=["kind", "prefix", "region"])


def import_regions(connection: Connection, areas: Iterable[Area]) -> None:
    """Put these regions in the place of those that are there.

    Raises:
        ImportProblem: one that is missing here still has registrations or clerks.
    """
    areas = list(areas)
    _FORGET.change(connection)
    _remove_others(connection, {area.region.code for area in areas})
    for area in areas:
        region = area.region
        if not _CHANGE.change(
            connection, code_=region.code, name_=region.name, email_=region.email
        ):
            _ADD.change(connection, code=region.code, name=region.name, email=region.email)
        for kind, prefix in area.prefixes:
            _GIVE.change(connection, kind=kind, prefix=prefix, region=region.code)


def _remove_others(connection: Connection, kept: set[str]) -> None:
    for region in all_regions(connection):
        if region.code in kept:
            continue
        if _HAS_CLERKS.one(connection, code_=region.code) is not None:
            raise _still_used(region)
        try:
            _REMOVE.change(connection, code_=region.code)
        except InUse as error:
            # A registration's foreign key.
            raise _still_used(region) from error


def _still_used(region: Region) -> ImportProblem:
    return ImportProblem(
        f"Region {region.code} ({region.name}) still has registrations or clerks: "
        "keep it in the file, without prefixes if it is to get no more."
    )
