"""Numbers and dates as a spreadsheet shows them (ECMA-376, part 1, 18.8.31), in German."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from operator import itemgetter
from typing import Final

from babel.dates import format_datetime, format_time
from babel.numbers import format_decimal

_LOCALE: Final = "de"
_GENERAL: Final = ("general", "@", "")
_ENOUGH_DIGITS: Final = 10
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
_DATE_PARTS: Final = {
    "yy": "yy",
    "yyyy": "yyyy",
    "d": "d",
    "dd": "dd",
    "ddd": "EE",
    "dddd": "EEEE",
    "m": "M",
    "mm": "MM",
    "mmm": "LLL",
    "mmmm": "LLLL",
}


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
    if "E" in pattern:
        return format_decimal(value, format=pattern, locale=_LOCALE)
    places = len(pattern.partition(".")[2])
    exact = Decimal(f"{value:.15g}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not exact and "0" not in pattern:
        return ""
    return format_decimal(exact, format=_grouped(pattern), locale=_LOCALE)


def _grouped(pattern: str) -> str:
    """As Unicode's patterns have it (UTS 35): groups of three from the point on."""
    whole, point, rest = pattern.partition(".")
    if "," in whole:
        plain = whole.replace(",", "").rjust(4, "#")
        whole = f"{plain[:-3]},{plain[-3:]}"
    return f"{whole}{point}{rest}"


def _chosen(value: float, code: str) -> tuple[str, float]:
    """The part for positive, negative or no amount; the second says its sign itself."""
    sections = _SECTION.split(code)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _general(value: float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.{_ENOUGH_DIGITS}g}".replace(".", ",")
    return str(int(value)) if abs(value) < 10**15 else f"{value:.5E}".replace(".", ",")


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
        return one if one != "\0" else "0" if sign[0] == "0" else ""

    return ("-" if value < 0 else "") + re.sub("[#0?]", digit, plain).strip()


def _date(value: date | time, code: str) -> str:
    if code.lower() in _GENERAL:
        code = "hh:mm:ss" if isinstance(value, time) else "dd.mm.yyyy"
    pattern = _date_pattern(_BRACKETS.sub("", _SECTION.split(code)[0]))
    if isinstance(value, time):
        return format_time(value, pattern, locale=_LOCALE)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return format_datetime(value, pattern, locale=_LOCALE)


def _date_pattern(code: str) -> str:
    """As Unicode has it (UTS 35); "m" are minutes behind hours and before seconds."""
    parts = _DATE.findall(code)
    letters = [(at, part.strip("[]")[0].lower()) for at, part in enumerate(parts) if part[0].lower() in "ymdhs["]
    half = any(part.lower() in _HALVES for part in parts)
    made = []
    for at, part in enumerate(parts):
        around = [letter for place, letter in letters if place < at][-1:]
        behind = [letter for place, letter in letters if place > at][:1]
        minutes = "h" in around or "s" in behind
        field = _date_field(part.lower(), minutes=minutes, half=half)
        made.append((bool(field), field or _LITERAL.sub(lambda one: one[1] or one[2], part)))
    runs = [(is_field, [text for _, text in run]) for is_field, run in groupby(made, itemgetter(0))]
    return "".join("".join(run) if is_field else _quoted("".join(run)) for is_field, run in runs)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _date_field(part: str, *, minutes: bool, half: bool) -> str:
    """"" for what is only written out."""
    plain = part.strip("[]")
    if not plain:
        return ""
    if part in _HALVES:
        return "a"
    if plain[0] == "h":
        return ("h" if half else "H") * min(len(plain), 2)
    if plain[0] == "s":
        return "s" * min(plain.count("s"), 2)
    if plain in ("m", "mm") and minutes:
        return plain
    if plain[0] in "ymd":
        return _DATE_PARTS.get(plain, "yyyy" if plain[0] == "y" else "LLLL")
    return ""


def _duration(value: timedelta, code: str) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" + (f":{seconds:02}" if "s" in code.lower() else "")
