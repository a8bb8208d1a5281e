"""Imports institutions from CSV files: semicolons or commas, UTF-8."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from portal.domain.institutions.directory import INSTITUTIONS, Institution, is_ik, normalised

HEADER: Final = ("ik", "name", "street", "postal_code", "city")

_LONGEST: Final = 200
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class ImportProblem(Exception):
    """Says in one sentence why a file cannot be imported, and what to do."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line, counted from 1 with the header."""

    line: int
    what: str


def read_institutions(path: Path) -> Iterator[Institution | Fault]:
    """The rows of a file, one after the other.

    Raises:
        ImportProblem: it is no such file as a whole.
    """
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = _separator(file.readline(), path)
            rows = csv.reader(file, delimiter=separator, strict=True)
            for row in rows:
                # The header was read before the reader began to count.
                if any(field.strip() for field in row):
                    yield _read(row, rows.line_num + 1, seen)
    except UnicodeDecodeError as error:
        raise ImportProblem(f"{path} is not UTF-8: save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise ImportProblem(f"{path} is no proper CSV ({error}): save it anew.") from error


def _separator(header: str, path: Path) -> str:
    try:
        separator = csv.Sniffer().sniff(header, delimiters=";,").delimiter
    except csv.Error:
        separator = ";"
    names = tuple(name.strip().strip('"').lower() for name in header.split(separator))
    if names != HEADER:
        raise ImportProblem(
            f"The first line of {path} is wrong: it must be {';'.join(HEADER)}, "
            "with semicolons or commas."
        )
    return separator


def _read(row: list[str], line: int, seen: set[str]) -> Institution | Fault:
    if len(row) != len(HEADER):
        return Fault(line, f"{len(row)} fields instead of {len(HEADER)}")
    values = [field.strip() for field in row]
    institution = Institution(normalised(values[0]), *values[1:])
    fault = _fault(institution, values, seen)
    seen.add(institution.ik)
    return institution if fault is None else Fault(line, fault)


def _fault(institution: Institution, values: list[str], seen: set[str]) -> str | None:
    if not is_ik(institution.ik):
        return "the IK number is wrong (9 digits, the last one a check digit)"
    if institution.ik in seen:
        return "the IK number is in an earlier line, too"
    if not _POSTAL_CODE.fullmatch(institution.postal_code):
        return "the postal code has not 5 digits (spreadsheets drop a leading 0)"
    if any(len(value) > _LONGEST or _CONTROL.search(value) for value in values):
        return f"a field has more than {_LONGEST} characters, or a line break in it"
    if not institution.name or not institution.city:
        return "name or city is missing"
    return None


_AT_ONCE: Final = 2_000

_DELETE: Final = delete(INSTITUTIONS).where(INSTITUTIONS.c.ik.in_(bindparam("iks", expanding=True)))


@dataclass(frozen=True)
class Sorted:
    """A whole file, read before anything is written and anybody has to wait."""

    good: list[Institution]
    wrong: list[Fault]


def sorted_rows(path: Path) -> Sorted:
    """What is good and what is wrong in a file.

    Raises:
        ImportProblem: it is no such file as a whole.
    """
    rows = Sorted([], [])
    for row in read_institutions(path):
        if isinstance(row, Fault):
            rows.wrong.append(row)
        else:
            rows.good.append(row)
    return rows


def import_institutions(
    connection: Connection, institutions: list[Institution], *, replace: bool
) -> None:
    """Write them over those with the same IK number, or (`replace`) over all."""
    if replace:
        connection.execute(delete(INSTITUTIONS))
    for start in range(0, len(institutions), _AT_ONCE):
        some = institutions[start : start + _AT_ONCE]
        connection.execute(_DELETE, {"iks": [institution.ik for institution in some]})
        connection.execute(insert(INSTITUTIONS), [vars(institution) for institution in some])


def institution_count(connection: Connection) -> int:
    return int(connection.scalar(select(func.count()).select_from(INSTITUTIONS)) or 0)
