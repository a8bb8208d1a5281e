"""Which column of a CSV file is which, by its heading in German or English."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
