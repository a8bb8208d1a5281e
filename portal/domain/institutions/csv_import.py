"""Imports institutions from CSV files, as spreadsheets and registers write them, with headings in
German or English.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from portal.domain.institutions.directory import INSTITUTIONS, Institution, is_ik, normalised
from portal.platform.text_files import UnreadableFile, read_text_file

HEADER: Final = ("ik", "name", "street", "postal_code", "city")

_HEADINGS: Final = {
    "ik": "ik iknr iknummer institutionskennzeichen institutionskennzeichenik",
    "name": "name einrichtung bezeichnung namedereinrichtung einrichtungsname firma institution",
    "street": "street straße strasse str straßehausnummer strassehausnummer straßenr strassenr"
    " straßeundhausnummer strasseundhausnummer straßeundnr anschrift address",
    "postal_code": "postalcode plz postleitzahl zip zipcode postcode",
    "city": "city ort stadt town",
}
_NAMES: Final = {word: name for name, words in _HEADINGS.items() for word in words.split()}
_BETWEEN: Final = re.compile(r"[\s._/,&()-]+")
_SEPARATORS: Final = (";", ",", "\t", "|")
_NAMED_SEPARATOR: Final = re.compile(r"\"?sep=(.)\"?[;,\s]*", re.IGNORECASE)
"""What Excel reads and writes before the headings."""


class ImportProblem(Exception):
    """Says in one sentence why a file cannot be imported, and what to do."""


@dataclass(frozen=True)
class Columns:
    """What the line with the headings says."""

    line: int
    """Its number, from 1."""
    separator: str
    count: int
    places: dict[str, int]
    """By the names of `HEADER`."""
    unused: tuple[str, ...]


def columns_of(lines: list[str], path: Path) -> Columns:
    """Find the headings in the first line that is not empty.

    Raises:
        ImportProblem: a column is missing there, or is there twice.
    """
    separators: tuple[str, ...] = _SEPARATORS
    for number, line in enumerate(lines, 1):
        named = _NAMED_SEPARATOR.fullmatch(line.strip(" "))
        if named is not None:
            separators = (named[1],)
        elif line.strip(" \t;,|"):
            return _best(number, line, separators, path)
    raise ImportProblem(f"{path} is empty: its first line must be {';'.join(HEADER)}.")


def _best(number: int, line: str, separators: tuple[str, ...], path: Path) -> Columns:
    tried = [_columns(number, line, separator) for separator in separators]
    best = max(tried, key=lambda columns: len(columns.places))
    missing = [name for name in HEADER if name not in best.places]
    if missing or len(best.places) + len(best.unused) != best.count:
        raise ImportProblem(
            f"Line {number} of {path} is wrong: it must be {';'.join(HEADER)}, with semicolons, "
            f"commas or tabs, in any order; {_what_is_wrong(missing)}."
        )
    return best


def _what_is_wrong(missing: list[str]) -> str:
    return f"missing: {', '.join(missing)}" if missing else "one of them is there twice"


def _columns(number: int, line: str, separator: str) -> Columns:
    headings = [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]
    while headings and not headings[-1]:
        headings.pop()
    places: dict[str, int] = {}
    unused: list[str] = []
    for place, heading in enumerate(headings):
        name = _NAMES.get(_BETWEEN.sub("", heading.lower()))
        if name is None:
            unused.append(heading)
        else:
            places.setdefault(name, place)
    return Columns(number, separator, len(headings), places, tuple(unused))


_LONGEST: Final = 200
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}")
_COUNTRY: Final = re.compile(r"(?:D|DE)[- ]+(?=[0-9])", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_LINE: Final = re.compile(r"\r\n|\r|\n")
_FORMULA: Final = re.compile(r'=?"(.*)"|\'(.*)')
"""What keeps a number a text in spreadsheets: ="0123", or an apostrophe before it."""
_WHOLE: Final = re.compile(r"([0-9]{9})[.,]0+")
_SHORTENED: Final = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+|#+", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of the file, counted from 1."""

    line: int
    what: str


@dataclass(frozen=True)
class Sorted:
    """A whole file, read before anything is written and anybody has to wait."""

    good: list[Institution]
    wrong: list[Fault]
    unused: tuple[str, ...]
    """Columns that are not taken."""


def sorted_rows(path: Path) -> Sorted:
    """What is good and what is wrong in a file.

    Raises:
        ImportProblem: it is no such file as a whole.
    """
    lines = _LINE.split(_text_of(path))
    columns = columns_of(lines, path)
    rows = Sorted([], [], columns.unused)
    for row in _rows(lines, columns):
        if isinstance(row, Fault):
            rows.wrong.append(row)
        else:
            rows.good.append(row)
    return rows


def _text_of(path: Path) -> str:
    try:
        return read_text_file(path)
    except FileNotFoundError as error:
        raise ImportProblem(f"{path} is not there: give the path of a CSV file.") from error
    except UnreadableFile as error:
        hint = " In a spreadsheet that is “CSV UTF-8”." if path.is_file() else ""
        raise ImportProblem(f"{error}{hint}") from error


def _rows(lines: list[str], columns: Columns) -> Iterator[Institution | Fault]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[columns.line :], columns.line + 1):
        try:
            # Each line on its own: a wrong quotation mark must not take the rest with it.
            fields = next(csv.reader([line], delimiter=columns.separator, strict=True), [])
        except csv.Error:
            yield Fault(number, "a quotation mark is wrong: double it inside of a field")
            continue
        if any(field.strip() for field in fields):
            yield _read(fields, number, columns, seen)


def _read(
    fields: list[str], line: int, columns: Columns, seen: dict[str, int]
) -> Institution | Fault:
    while len(fields) > columns.count and not fields[-1].strip():
        fields.pop()
    if len(fields) != columns.count:
        return Fault(line, f"{len(fields)} fields instead of {columns.count}")
    values = [_plain(fields[columns.places[name]]) for name in HEADER]
    ik = normalised(_WHOLE.sub(r"\1", values[0]))
    institution = Institution(ik, values[1], values[2], _COUNTRY.sub("", values[3]), values[4])
    fault = _fault(institution, values, seen)
    if fault is not None:
        return Fault(line, fault)
    seen[ik] = line
    return institution


def _plain(field: str) -> str:
    found = _FORMULA.fullmatch(field.strip())
    return (found[1] or found[2] or "").strip() if found else field.strip()


def _fault(institution: Institution, values: list[str], seen: dict[str, int]) -> str | None:
    if not is_ik(institution.ik):
        return _ik_fault(institution.ik, values[0])
    if institution.ik in seen:
        return f"the IK number is in an earlier line, too (line {seen[institution.ik]})"
    if not _POSTAL_CODE.fullmatch(institution.postal_code):
        return "the postal code has not 5 digits (spreadsheets drop a leading 0)"
    if any(len(value) > _LONGEST or _CONTROL.search(value) for value in values):
        return f"a field has more than {_LONGEST} characters, or a line break in it"
    if not institution.name or not institution.city:
        return "name or city is missing"
    return None


def _ik_fault(ik: str, typed: str) -> str:
    if _SHORTENED.fullmatch(typed):
        return (
            f"the IK number is wrong ({typed} is what a spreadsheet made of it: "
            "give the column the format “text”, and export anew)"
        )
    if ik.isdecimal() and len(ik) == 9:
        return "the IK number is wrong (its last digit, a check digit, does not fit)"
    if ik.isdecimal():
        return f"the IK number is wrong ({len(ik)} digits instead of 9)"
    return "the IK number is wrong (9 digits, the last one a check digit)"


_AT_ONCE: Final = 2_000

_DELETE: Final = delete(INSTITUTIONS).where(INSTITUTIONS.c.ik.in_(bindparam("iks", expanding=True)))


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
