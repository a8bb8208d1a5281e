"""Moments, as people in Germany say them."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_ZONE: Final = ZoneInfo("Europe/Berlin")
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


def german_time(seconds: int) -> str:
    """As in "24. November 2025 um 7:05 Uhr"."""
    moment = datetime.fromtimestamp(seconds, _ZONE)
    return f"{german_date(seconds)} um {moment.hour:02}:{moment.minute:02} Uhr"


def german_date(seconds: int) -> str:
    """As in "24. November 2025"."""
    moment = datetime.fromtimestamp(seconds, _ZONE)
    return f"{moment.day}. {_MONTHS[moment.month - 1]} {moment.year}"


def clock_time(seconds: int) -> str:
    """As in "7:05 Uhr"."""
    moment = datetime.fromtimestamp(seconds, _ZONE)
    return f"{moment.hour:02}:{moment.minute:02} Uhr"
