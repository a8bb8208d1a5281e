"""Moments by Germany's clocks, in the words of whoever reads."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.web.language import ENGLISH, GERMAN, current_language, translated

_ZONE: Final = ZoneInfo("Europe/Berlin")
_LOCALES: Final = {GERMAN: "de_DE", ENGLISH: "en_GB"}


def german_time(seconds: int) -> str:
    """As in "24. November 2025 um 07:05 Uhr"."""
    words = translated("{date} um {time} Uhr")
    return words.format(date=german_date(seconds), time=_clock(seconds))


def german_date(seconds: int) -> str:
    """As in "24. November 2025"."""
    moment = datetime.fromtimestamp(seconds, _ZONE)
    return format_date(moment, "long", _LOCALES[current_language()])


def clock_time(seconds: int) -> str:
    """As in "07:05 Uhr"."""
    return translated("{time} Uhr").format(time=_clock(seconds))


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, _ZONE):%H:%M}"
