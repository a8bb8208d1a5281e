"""What a user may type or paste on the way through the activation (A4, A5)."""

import re
import unicodedata
from enum import Enum
from itertools import pairwise
from typing import Final

from crypto.email_address import BadAddress, read_address

_BLANK: Final = r"[\s\u200b\u2060\ufeff]"


def read_login(text: str) -> str | BadAddress:
    """A user name in the form in which the portal compares it, or why it is none."""
    return read_address(text, any_letters=True)


def read_pin(text: str) -> str:
    """The digits of a typed or pasted PIN; anything else stays in, and is then refused."""
    return re.sub(_BLANK, "", _ascii_digits(text))


def _ascii_digits(text: str) -> str:
    def ascii_digit(char: str) -> str:
        value = unicodedata.decimal(char, None)
        return char if value is None else str(value)

    spaced = "".join(" " if char.isspace() else ascii_digit(char) for char in text)
    return unicodedata.normalize("NFKC", spaced)


class PinFault(Enum):
    """Why a PIN is not taken."""

    NOT_SIX_DIGITS = "not-six-digits"
    RUN = "run"
    REPEAT = "repeat"
    DATE = "date"
    PATTERN = "pattern"
    COMMON = "common"


_KEYPAD_LINES: Final = ("147", "258", "369", "741", "852", "963", "159", "951", "357", "753")
_COMMON: Final = frozenset(
    """
    000000 111111 222222 333333 444444 555555 666666 777777 888888 999999
    012345 098765 121212 123123 123321 123456 234567 321321 345678 543210 654321 987654
    000111 007007 010203 020304 100200 101010 101101 102030 110110 111000 111222 112211 112233
    121314 123450 123455 123654 123789 124578 131313 135790 135791 141414 142536 145236
    147147 147369 147852 147896 159357 159753 159951 168168 182838 192837 201314 202020 212223
    222333 232425 235689 246810 252525 258369 258456 271828 314159 321456 321654 332211 333444
    357951 420420 420666 445566 456123 456789 456852 520131 520520 521521 555666 654123 666420
    666777 696969 696996 741852 753951 777888 778899 789123 789456 789789 808080 852456 888999
    909090 911911 919293 951753 963852
    """.split()  # noqa: SIM905  a list of strings would be four times as long
)


def pin_faults(pin: str) -> tuple[PinFault, ...]:
    """All reasons why `pin` may not be chosen, the plainest first; none when it may.

    Refuses runs, repeats, dates, keypad patterns and the most used PINs: together well over the
    one per cent that is asked for.
    """
    if len(pin) != 6 or not (pin.isascii() and pin.isdigit()):
        return (PinFault.NOT_SIX_DIGITS,)
    found = {
        PinFault.RUN: _is_run(pin),
        PinFault.REPEAT: _repeats(pin),
        PinFault.COMMON: pin in _COMMON,
        PinFault.PATTERN: pin[:3] in _KEYPAD_LINES and pin[3:] in _KEYPAD_LINES,
        PinFault.DATE: _is_date(pin),
    }
    return tuple(fault for fault, is_there in found.items() if is_there)


def _is_run(pin: str) -> bool:
    return {(int(b) - int(a)) % 10 for a, b in pairwise(pin)} in ({1}, {9}, {2}, {8})


def _repeats(pin: str) -> bool:
    most = max(pin.count(digit) for digit in set(pin))
    return most >= 5 or pin[:3] == pin[3:] or pin[:2] == pin[2:4] == pin[4:] or pin == pin[::-1]


def _is_date(pin: str) -> bool:
    """DDMMYY, YYMMDD, and MMYYYY and YYYYMM of 1920 to 2039."""
    a, b, c = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    day_month_year = _is_day(a, b) or _is_day(c, b)
    month_year = _is_month(a) and 1920 <= int(pin[2:]) <= 2039
    year_month = _is_month(c) and 1920 <= int(pin[:4]) <= 2039
    return day_month_year or month_year or year_month


def _is_day(day: int, month: int) -> bool:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return _is_month(month) and 1 <= day <= longest[month - 1]


def _is_month(month: int) -> bool:
    return 1 <= month <= 12
