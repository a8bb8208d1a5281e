"""Days as people type them, day first, and as a field shows them.

A field of the type "date" would have the browser's language on a German page, and send nothing for
a day that is typed in part.
"""

import re
from datetime import date
from typing import Final

from crypto.typed_text import with_ascii_digits, with_usual_width
from portal.platform.language import GERMAN, current_language

_CENTURY: Final = 2000
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MARKED: Final = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[.,/-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
)
_DIGITS: Final = re.compile(r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})")


def typed_day(text: str) -> date | None:
    """1.11.26, 01.11.2026, 1/11/2026, 011126 and 2026-11-01 are all the same day; None for what is
    none.
    """
    plain = "".join(with_ascii_digits(with_usual_width(text)).split())
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
