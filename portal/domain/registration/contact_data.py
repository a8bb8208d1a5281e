"""Telephone numbers as people type them, in the one form in which a clerk reads them; which
letters the certificate form can be printed with (requirement P7).

The form never has other digits than were typed: letters are no digits here, as they are on keypads,
and a second number or an extension is never joined to the first.
"""

import re
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

from crypto.typed_text import (
    LEFT_TO_RIGHT_OVERRIDE,
    with_ascii_digits,
    with_usual_width,
    without_unseen,
)
from portal.domain.accounts.user_names import named_sign
from portal.platform.language import translated as _

LONGEST: Final = 100
_COUNTRY: Final = "DE"
_FEWEST_DIGITS: Final = 7  # with the country's
_MOST_DIGITS: Final = 15  # ITU-T E.164, 6
_COMPLETE: Final = 7
"""So many digits are a whole number: area codes have at most 6, the 0 before them included."""

_LABEL: Final = re.compile(
    r"(?:tel|telefon|telephone|fon|phone|mobil|mobile|handy|festnetz)"
    r"(?:nummer|[-\u2011. ]*nr)?[\s.:]*(?=[\d+(])",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(
    r"(.*\d.*?)[\s,;(/-]*"
    r"(?:app|apparat|durchwahl|dw|nebenstelle|nst|klappe|kl|ext|extension|x|#)[\s.:=]*(\d{1,7})\)?",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"[,;|/]|\b(?:oder|und|or|and)\b", re.IGNORECASE)
_NEW_NUMBER: Final = re.compile(r"(?<=\d)[\s(]+(?=[0+])")
_PLUS_BEHIND: Final = re.compile(r"\d.*\+")
_COUNTRY_CODE: Final = re.compile(r"\s*(?:\+|00)\s*\d\d")
_TEXT: Final = re.compile(r"[^\d\s+()/.,;\u2010-\u2015\u2212-]+(?:[ .]*[^\d\s+()/.,;-]+)*")


class PhoneProblem(Exception):
    """Says in one sentence what is wrong with a telephone number, for its field."""


def read_phone(text: str) -> str:
    """The number as "+49 89 1234567", its extension behind it: "+49 89 1234567 App. 12".

    Raises:
        PhoneProblem: it is none, or not clearly one.
    """
    plain = _plain(text)
    if not plain:
        raise PhoneProblem(_("Bitte geben Sie Ihre Telefonnummer ein."))
    if len(plain) > LONGEST:
        raise PhoneProblem(_too_many())
    if _has_several(plain):
        raise PhoneProblem(
            _("Hier stehen mehrere Telefonnummern. Bitte geben Sie nur eine an, mit Vorwahl.")
        )
    found = _EXTENSION.fullmatch(plain)
    number = _parsed(found[1] if found else plain)
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return f"{shown} App. {found[2]}" if found else shown


def phone_fault(text: str) -> str | None:
    """One sentence on what is wrong with a typed number, for its field; None if it is one."""
    try:
        read_phone(text)
    except PhoneProblem as problem:
        return str(problem)
    return None


def _plain(text: str) -> str:
    seen = without_unseen(text).replace(LEFT_TO_RIGHT_OVERRIDE, "")
    plain = " ".join(with_ascii_digits(with_usual_width(seen)).split())
    return _LABEL.sub("", plain, count=1) if _LABEL.match(plain) else plain


def _has_several(plain: str) -> bool:
    """Whether something follows that a number which is complete already does not have."""
    if _PLUS_BEHIND.search(plain):
        return True
    breaks = [(found, 1) for found in _BREAK.finditer(plain)]
    breaks += [(found, _COMPLETE) for found in _NEW_NUMBER.finditer(plain)]
    return any(
        _digits(_COUNTRY_CODE.sub("", plain[: found.start()], count=1)) >= _COMPLETE
        and not _EXTENSION.fullmatch(plain[: found.end()] + plain[found.end() :])
        and _digits(plain[found.end() :]) >= fewest
        for found, fewest in breaks
    )


def _parsed(text: str) -> PhoneNumber:
    if found := _TEXT.search(text):
        other = f"„{found[0]}“" if found[0].isprintable() else named_sign(found[0][0])
        raise PhoneProblem(
            _(
                "Neben der Nummer steht {text}. Bitte geben Sie nur die Nummer ein, "
                "eine Durchwahl zum Beispiel so: 089 1234567 App. 12"
            ).format(text=other)
        )
    digits = re.sub(r"\D", "", text)
    if not digits.startswith("0") and not text.lstrip(" (").startswith("+"):
        raise PhoneProblem(
            _("Die Vorwahl fehlt. So ist die Telefonnummer vollständig: 089 1234567")
        )
    try:
        number = phonenumbers.parse(text, _COUNTRY)
    except phonenumbers.NumberParseException as error:
        too_long = error.error_type == phonenumbers.NumberParseException.TOO_LONG
        raise PhoneProblem(_too_many() if too_long else _incomplete()) from error
    _check_length(number, digits)
    return number


def _check_length(number: PhoneNumber, typed: str) -> None:
    national = phonenumbers.national_significant_number(number)
    size = len(f"{number.country_code}{national}")
    possible = phonenumbers.is_possible_number_with_reason(number)
    if size > _MOST_DIGITS or possible == ValidationResult.TOO_LONG:
        raise PhoneProblem(_too_many())
    # Some countries' numbers are rewritten when they are read: none is shown that was not typed.
    if (
        size < _FEWEST_DIGITS
        or possible != ValidationResult.IS_POSSIBLE
        or not typed.endswith(national)
    ):
        raise PhoneProblem(_incomplete())


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _incomplete() -> str:
    return _(
        "Das ist keine vollständige Telefonnummer. Geben Sie sie mit Vorwahl ein, "
        "zum Beispiel: 089 1234567"
    )


def _too_many() -> str:
    return _("Diese Telefonnummer hat zu viele Ziffern. Bitte geben Sie genau eine Nummer an.")


_PRINTABLE: Final = (
    (0x20, 0x7E),
    (0xA0, 0x3E1),
    (0x3F0, 0x5EA),
    (0x5F0, 0x61C),
    (0x61E, 0x6FF),
    (0x750, 0x77F),
    (0x8A0, 0x8B4),
    (0x8B6, 0x8BE),
    (0x8D3, 0x8FF),
    (0x10A0, 0x10FF),
    (0x1C90, 0x1CBF),
    (0x1E00, 0x1FFE),
    (0x200C, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2D00, 0x2D2D),
    (0x2DE0, 0x2DFF),
    (0xA640, 0xA69F),
)
"""What the form's fonts have, as a test makes sure: Latin, Greek, Cyrillic, Arabic, Hebrew,
Armenian and Georgian letters.
"""


def unprintable(text: str) -> str:
    """The letters that the form's fonts lack, each once, in their order; "" if there are none."""
    return "".join(dict.fromkeys(letter for letter in text if not _is_printable(letter)))


def _is_printable(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _PRINTABLE)
