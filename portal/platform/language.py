"""The language of a request, translations, and dates and sizes in that language; days and amounts
as people type them, names in German order.
"""

import re
import unicodedata
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import negotiate_locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from crypto.typed_text import (
    LEFT_TO_RIGHT_OVERRIDE,
    with_ascii_digits,
    with_usual_width,
    without_unseen,
)

GERMAN: Final = "de"
ENGLISH: Final = "en"
LANGUAGES: Final = (GERMAN, ENGLISH)
NAMES: Final = {GERMAN: "Deutsch", ENGLISH: "English"}

_FOLDER: Final = Path(__file__).parents[1] / "translations"
_current: Final[ContextVar[str]] = ContextVar("language", default=GERMAN)


def current_language() -> str:
    """Of the request that is being answered."""
    return _current.get()


def use_language(language: str) -> None:
    """Answer this request in `language`."""
    _current.set(language)


def preferred(accepted: str) -> str:
    """The best of ours for an Accept-Language header (RFC 9110, 12.5.4)."""
    weighted = (part.strip().partition(";q=") for part in accepted.split(","))
    ordered = sorted(weighted, key=lambda part: -_weight(part[2]))
    found = negotiate_locale([name for name, _, _ in ordered], LANGUAGES, sep="-")
    return found or GERMAN


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language; German ones are their own keys."""
    path = _FOLDER / f"{language}.po"
    if language == GERMAN or not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        made = BytesIO()
        write_mo(made, read_po(file, locale=language))
    made.seek(0)
    return Translations(made)


def marked(text: str) -> str:
    """A text that is to be translated where it is shown."""
    return text


def translated(text: str) -> str:
    """A text in the language of this request."""
    return catalogue(current_language()).gettext(text)


def translated_many(one: str, many: str, number: int) -> str:
    """The same where a number decides."""
    return catalogue(current_language()).ngettext(one, many, number)


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


_ZONE: Final = ZoneInfo("Europe/Berlin")
_LOCALES: Final = {GERMAN: "de_DE", ENGLISH: "en_GB"}


def number_locale() -> str:
    """By which Babel writes numbers, amounts and days in the language of this request."""
    return _LOCALES[current_language()]


def german_time(seconds: int) -> str:
    """As in "24. November 2025 um 07:05 Uhr"."""
    words = translated("{date} um {time} Uhr")
    return words.format(date=german_date(seconds), time=_clock(seconds))


def german_date(seconds: int) -> str:
    """As in "24. November 2025"."""
    return _long_date(german_day(seconds), current_language())


def german_day(seconds: int) -> date:
    """The day in Germany."""
    return datetime.fromtimestamp(seconds, _ZONE).date()


@lru_cache(maxsize=1024)
def _long_date(day: date, language: str) -> str:
    return format_date(day, "long", _LOCALES[language])


def short_date(day: date) -> str:
    """As in "24.11.2025"."""
    if current_language() == GERMAN:
        return f"{day:%d.%m.%Y}"
    return format_date(day, "medium", number_locale())


def short_time(seconds: int) -> str:
    """As in "24.11.2025, 07:05", for a column of a list."""
    return f"{short_date(datetime.fromtimestamp(seconds, _ZONE).date())}, {_clock(seconds)}"


def clock_time(seconds: int) -> str:
    """As in "07:05 Uhr"."""
    return translated("{time} Uhr").format(time=_clock(seconds))


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, _ZONE):%H:%M}"


def megabytes(count: int) -> str:
    """Bytes as in "1,2 MB" or "34 KB", in the language of this request."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))}\N{NO-BREAK SPACE}KB"
    number = format_decimal(round(count / 1_000_000, 1), locale=current_language())
    return f"{number}\N{NO-BREAK SPACE}MB"


_CENTURY: Final = 2000
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MARKED: Final = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[.,/-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
)
_DIGITS: Final = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})")


def typed_day(text: str) -> date | None:
    """1.11.26, 01.11.2026, 1/11/2026, 011126 and 2026-11-01 are all the same day; None for what is
    none.

    Day first. A field of the type "date" would have the browser's language on a German page, and
    send nothing for a day that is typed in part.
    """
    plain = _plain(text)
    found = _ISO.fullmatch(plain) or _MARKED.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    try:
        return date(year if len(found["year"]) == 4 else _CENTURY + year, month, day)
    except ValueError:
        return None


def field_day(day: date) -> str:
    """As in 01.11.2026, in the language of this request."""
    return f"{day:%d.%m.%Y}" if current_language() == GERMAN else f"{day:%d/%m/%Y}"


_GERMAN: Final = r"(\d{1,12}|\d{1,3}(?:\.\d{3}){1,3})(?:,(\d{0,2}|-|\u2013|\u2014))?"
_ENGLISH: Final = r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})\.(\d{1,2})"
_CURRENCY: Final = "(?:\u20ac|EUR|Euro)?"
_AMOUNT: Final = re.compile(
    f"{_CURRENCY}([-+\u2212]?){_CURRENCY}(?:{_GERMAN}|{_ENGLISH}){_CURRENCY}",
    re.ASCII | re.IGNORECASE,
)


def typed_cents(text: str) -> int | None:
    """An amount as people type it, in cents; None for what is none.

    1.904,10 and 1,904.10 and 1904.1 and 1.904 and "EUR 1.904,-".
    """
    found = _AMOUNT.fullmatch(_plain(text))
    if found is None:
        return None
    whole = re.sub("[.,]", "", found[2] or found[4])
    part = (found[3] or found[5] or "").strip("-\u2013\u2014")
    cents = int(whole) * 100 + int(part.ljust(2, "0"))
    return -cents if found[1] in ("-", "\u2212") else cents


def _plain(text: str) -> str:
    """Without spaces and what nobody sees: programs put marks of direction around what is copied
    from them.
    """
    seen = without_unseen(text).replace(LEFT_TO_RIGHT_OVERRIDE, "")
    return "".join(with_ascii_digits(with_usual_width(seen)).split())


_BARE: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{HYPHEN}": "-",
    }
)
"""Signs of which Unicode does not say that they are written like these."""


def folded(text: str) -> str:
    """Small letters without accents and what nobody sees, on one line: ä is a, ß is ss.

    So that a name is found however it is typed.
    """
    if text.isascii():
        return " ".join(text.split()).lower()
    line = " ".join(without_unseen(text).split())
    parts = unicodedata.normalize("NFKD", line.casefold()).translate(_BARE)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def german_order(text: str) -> tuple[str, str]:
    """What names are sorted by, as in a dictionary (DIN 5007-1)."""
    return folded(text), text
