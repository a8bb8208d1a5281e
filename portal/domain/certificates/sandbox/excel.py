"""Reads workbooks (ECMA-376, part 1, 18), with openpyxl; numbers and dates as a spreadsheet shows
them (18.8.31), in German.
"""

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from portal.domain.certificates.file_types import Block, BlockKind
from portal.domain.certificates.sandbox.office_pictures import OfficePictures

_MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_DAYS: Final = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_GENERAL: Final = ("general", "@", "")
_ENOUGH_DIGITS: Final = 10
_EXACT: Final = 10**15
_SECTION: Final = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)[^\]]*\]")
_BRACKETS: Final = re.compile(r"\[(?![hms]+\])[^\]]*\]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[#0?](?:[#0?,.]*[#0?])?(?P<thousands>,*)(?:E[+-]0+)?")
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_DATE: Final = re.compile(
    r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|am/pm|a/p|y+|m+|d+|h+|s+(?:[.,]0+)?|[^"\\]', re.IGNORECASE
)
_HALVES: Final = ("am/pm", "a/p")
_SYSTEM_DATES: Final = {"mm-dd-yy": "dd.mm.yyyy", "m/d/yy h:mm": "dd.mm.yyyy hh:mm"}
"""What stands for the short date of the computer that shows it (18.8.30, 14 and 22)."""
_FIELD_LETTERS: Final = "ymdhs"


def shown(value: object, code: str) -> str:
    """The text in a cell with this value and number format."""
    match value:
        case None:
            return ""
        case bool():
            return "WAHR" if value else "FALSCH"
        case int() | float():
            return _number(value, code).strip()
        case datetime() | date() | time():
            return _date(value, _SYSTEM_DATES.get(code.lower(), code))
        case timedelta():
            return _duration(value, code)
        case _:
            return str(value)


def _number(value: float, code: str) -> str:
    section, value = _chosen(value, code)
    plain = _BRACKETS.sub("", _CURRENCY.sub(r'"\1"', section))
    if abs(value) >= _EXACT:
        return _general(value)
    if plain.strip().lower() in _GENERAL or "/" in plain:
        return _general(value)
    found = _NUMBER.search(_LITERAL.sub(lambda one: "\0" * len(one[0]), plain))
    if found is None:
        return _literal(plain)
    before, after = plain[: found.start()], plain[found.end() :]
    if "%" in before + after:
        value *= 100
    value /= 1000 ** len(found["thousands"])
    digits = found[0].replace("?", "#").removesuffix(found["thousands"])
    if re.search("[#0]", _LITERAL.sub("", after)):
        return _digit_by_digit(value, plain)
    return _literal(before) + _decimal(value, digits) + _literal(after)


def _decimal(value: float, pattern: str) -> str:
    whole, _, rest = pattern.partition("E")[0].partition(".")
    if "E" in pattern:
        return f"{value:.{len(rest)}E}".replace(".", ",")
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-len(rest)), ROUND_HALF_UP)
    if not exact and "0" not in pattern:
        return ""
    digits, _, places = f"{abs(exact):f}".partition(".")
    while places and len(places) > rest.count("0") and places.endswith("0"):
        places = places[:-1]
    digits = digits.rjust(whole.count("0"), "0")
    grouped = f"{int(digits):,}".replace(",", ".") if "," in whole else digits
    return ("-" if exact < 0 else "") + grouped + (f",{places}" if places else "")


def _chosen(value: float, code: str) -> tuple[str, float]:
    """The part for positive, negative or no amount; the second says its sign itself."""
    sections = _SECTION.split(code)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _general(value: float) -> str:
    if value % 1:
        return f"{value:.{_ENOUGH_DIGITS}g}".replace(".", ",")
    return str(int(value)) if abs(value) < _EXACT else f"{value:.5E}".replace(".", ",")


def _literal(text: str) -> str:
    made = _LITERAL.sub(lambda one: one[1] or one[2] or ("" if one[0][0] == "*" else " "), text)
    return made.replace("General", "")


def _digit_by_digit(value: float, code: str) -> str:
    """For codes such as 000 000 000: each sign takes a digit, from the right."""
    plain = _LITERAL.sub(lambda one: one[1] or one[2] or " ", code)
    places = len(re.findall("[#0?]", plain))
    digits = str(abs(round(value))).rjust(places, "\0")
    each = iter([digits[: len(digits) - places + 1], *digits[len(digits) - places + 1 :]])

    def digit(sign: re.Match[str]) -> str:
        one = next(each)
        return ("0" if sign[0] == "0" else "") if one == "\0" else one

    return ("-" if value < 0 else "") + re.sub("[#0?]", digit, plain).strip()


def _date(value: date | time, code: str) -> str:
    if code.lower() in _GENERAL:
        code = "hh:mm:ss" if isinstance(value, time) else "dd.mm.yyyy"
    if isinstance(value, time):
        value = datetime.combine(date.min, value)
    elif not isinstance(value, datetime):
        value = datetime.combine(value, time())
    parts = [one.strip("[]") for one in _DATE.findall(_BRACKETS.sub("", _SECTION.split(code)[0]))]
    parts = [one for one in parts if one]
    half = any(part.lower() in _HALVES for part in parts)
    made = []
    for at, part in enumerate(parts):
        minutes = _is_minutes([one[0].lower() for one in parts], at)
        field = _date_field(value, part.lower(), minutes=minutes, half=half)
        made.append(_LITERAL.sub(lambda one: one[1] or one[2], part) if field is None else field)
    return "".join(made)


def _is_minutes(letters: list[str], at: int) -> bool:
    """Whether an "m" stands behind hours or before seconds, whatever else is between."""
    before = next((one for one in reversed(letters[:at]) if one in _FIELD_LETTERS), "")
    behind = next((one for one in letters[at + 1 :] if one in _FIELD_LETTERS), "")
    return before == "h" or behind == "s"


def _date_field(value: datetime, part: str, *, minutes: bool, half: bool) -> str | None:
    """None for what is only written out."""
    match part[0]:
        case "a" if part in _HALVES:
            return "AM" if value.hour < 12 else "PM"
        case "h":
            return _digits((value.hour - 1) % 12 + 1 if half else value.hour, part)
        case "s":
            return _digits(value.second, part)
        case "m" if minutes and len(part) < 3:
            return _digits(value.minute, part)
        case "m":
            return _digits(value.month, part, _MONTHS[value.month - 1], 3)
        case "d":
            return _digits(value.day, part, _DAYS[value.weekday()], 2)
        case "y":
            return f"{value.year:04}" if len(part) > 2 else f"{value.year % 100:02}"
    return None


def _digits(number: int, part: str, name: str = "", short: int = 0) -> str:
    """One or two digits; of three signs the short name, of more the whole one."""
    if len(part) > 2 and name:
        return name[:short] if len(part) == 3 else name
    return f"{number:02}" if len(part) > 1 else str(number)


def _duration(value: timedelta, code: str) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if "s" in code.lower() else "")


_MOST_ROWS: Final = 500
_MOST_COLUMNS: Final = 40
_VISIBLE: Final = "visible"
_DRAWING: Final = re.compile(r"xl/drawings/[^/]+\.xml")


def excel_blocks(data: bytes) -> Iterator[Block]:
    """Sheet by sheet what is to be seen; what is hidden is counted."""
    return _Workbook(data).blocks()


class _Workbook:
    def __init__(self, data: bytes) -> None:
        with warnings.catch_warnings():
            # Of what a workbook holds that openpyxl leaves out.
            warnings.simplefilter("ignore")
            self._values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            self._formulas = openpyxl.load_workbook(io.BytesIO(data))
        self._pictures = OfficePictures(data)

    def blocks(self) -> Iterator[Block]:
        for sheet in self._values.worksheets:
            if sheet.sheet_state == _VISIBLE:
                yield Block(BlockKind.SHEET, sheet.title)
                yield from self._sheet(sheet)
            else:
                yield Block(BlockKind.HIDDEN_SHEET, sheet.title)
        for part in self._pictures.parts(_DRAWING):
            yield from self._pictures.drawing(part)

    def _sheet(self, sheet: Worksheet) -> Iterator[Block]:
        yield from _edge(BlockKind.HEADER, sheet.oddHeader)
        rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        columns = _hidden_columns(sheet)
        table = _cropped(self._rows(sheet, rows, columns))
        if table:
            yield Block(BlockKind.TABLE, rows=table)
        if sheet.max_row > _MOST_ROWS or sheet.max_column > _MOST_COLUMNS:
            yield Block(BlockKind.CUT)
        for kind, hidden, last in (
            (BlockKind.HIDDEN_ROWS, rows, sheet.max_row),
            (BlockKind.HIDDEN_COLUMNS, columns, sheet.max_column),
        ):
            if number := sum(one <= last for one in hidden):
                yield Block(kind, number=number)
        yield from _comments(sheet)
        yield from _edge(BlockKind.FOOTER, sheet.oddFooter)

    def _rows(self, sheet: Worksheet, rows: set[int], columns: set[int]) -> Iterator[list[str]]:
        formulas = self._formulas[sheet.title]
        last, widest = min(sheet.max_row, _MOST_ROWS), min(sheet.max_column, _MOST_COLUMNS)
        for row in sheet.iter_rows(max_row=last, max_col=widest):
            cells = [cell for cell in row if cell.column not in columns]
            if row[0].row not in rows:
                yield [
                    # A program that has written formulas has not calculated them.
                    shown(cell.value, cell.number_format)
                    or str(formulas[cell.coordinate].value or "")
                    for cell in cells
                ]


def _hidden_columns(sheet: Worksheet) -> set[int]:
    """A dimension may be of several columns (ECMA-376, part 1, 18.3.1.13)."""
    hidden = (one for one in sheet.column_dimensions.values() if one.hidden)
    return {
        column
        for one in hidden
        for column in range(one.min or 0, min(one.max or 0, _MOST_COLUMNS) + 1)
    }


def _cropped(rows: Iterable[list[str]]) -> list[list[str]]:
    """Without empty columns behind the last filled one; of empty rows in a row one stays."""
    kept: list[list[str]] = []
    for row in rows:
        if any(row) or (kept and any(kept[-1])):
            kept.append(row)
    while kept and not any(kept[-1]):
        kept.pop()
    width = max((at for row in kept for at, cell in enumerate(row, 1) if cell), default=0)
    return [row[:width] for row in kept]


def _comments(sheet: Worksheet) -> Iterator[Block]:
    cells = (cell for row in sheet.iter_rows(max_row=_MOST_ROWS) for cell in row)
    said = [(cell.coordinate, cell.comment.text) for cell in cells if cell.comment]
    if said:
        yield Block(BlockKind.COMMENTS)
    for cell, text in said:
        yield Block(BlockKind.TEXT, f"{cell}: {text}")


def _edge(kind: BlockKind, edge: Any) -> Iterator[Block]:
    """A header or footer as it is printed; its parts are left, centre and right."""
    texts = [one.text for one in (edge.left, edge.center, edge.right) if one.text]
    if texts:
        yield Block(kind)
        yield Block(BlockKind.TEXT, "\t".join(texts))
