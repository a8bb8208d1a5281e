"""Step 1: the personal data of a registration and its validation (requirement P4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portal.domain.accounts.accounts import is_acceptable, normalised
from portal.domain.devices.lists import normalised_name
from portal.domain.institutions.directory import Institution, ik_fault
from portal.domain.institutions.directory import normalised as normalised_ik
from portal.domain.registration.printable import unprintable
from portal.platform.language import translated as _


def read_email(text: str) -> str | None:
    """The user name for a typed address; None where it is no address.

    Only syntax is looked at. Letters outside ASCII may be in the domain alone (RFC 5890), and
    only where the form in which user names are compared still names the same domain: "ß" and
    "ss" are two domains, but one user name.
    """
    login = normalised(text)
    try:
        typed, kept = (
            validate_email(form, check_deliverability=False, allow_smtputf8=False, strict=True)
            for form in (text.strip(), login)
        )
    except EmailNotValidError:
        return None
    same = typed.ascii_domain == kept.ascii_domain and kept.normalized == login
    return login if same and is_acceptable(login) else None


FIELDS: Final = (
    "ik",
    "institution",
    "postal_code",
    "salutation",
    "first_name",
    "last_name",
    "function",
    "phone",
    "email",
    "email_again",
    "terms",
    "data",
)
"""In the order in which the page has them."""

SALUTATIONS: Final = {"frau": "frau", "herr": "herr", "none": ""}
LONGEST: Final = 100
_COUNTRY: Final = "DE"
_FEWEST_DIGITS: Final = 5
_MOST_DIGITS: Final = 15  # ITU-T E.164, 6
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}")

Errors = dict[str, str]


@dataclass(frozen=True)
class Personal:
    """What was entered, in the form in which it is kept."""

    login: str
    salutation: str
    first_name: str
    last_name: str
    phone: str
    function: str
    ik: str
    institution: str
    postal_code: str

    def __repr__(self) -> str:
        return "Personal(…)"


def read_personal(typed: Mapping[str, str], found: Institution | None) -> Personal | Errors:
    """What a form holds, or all that is wrong with it: sentences by the names of its fields.

    `found` is the institution of the typed IK, if the directory has it; for an unknown one the
    user names it.
    """
    faults = {name: check(typed.get(name, "")) for name, check in _CHECKS.items()}
    if found is None and faults["ik"] is None:
        faults |= _unknown_institution(typed)
    faults["email_again"] = _repeat_fault(typed)
    errors = {name: fault for name in FIELDS if (fault := faults.get(name)) is not None}
    return errors or _personal(typed, found)


def ik_of(typed: Mapping[str, str]) -> str:
    """The IK that was typed, if it can be one."""
    text = typed.get("ik", "")
    return normalised_ik(text) if ik_fault(text) is None else ""


def email_fault(text: str) -> str | None:
    """One sentence on what is wrong with an address."""
    if not text.strip():
        return _("Bitte geben Sie Ihre E-Mail-Adresse ein.")
    if read_email(text) is None:
        return _(
            "Diese E-Mail-Adresse ist nicht vollständig oder enthält Zeichen, die dort nicht "
            "vorkommen. So sieht eine aus: max.mustermann@abc.de"
        )
    return None


def _personal(typed: Mapping[str, str], found: Institution | None) -> Personal:
    text = {name: normalised_name(typed.get(name, "")) for name in FIELDS}
    return Personal(
        login=read_email(typed["email"]) or "",
        salutation=SALUTATIONS[text["salutation"]],
        first_name=text["first_name"],
        last_name=text["last_name"],
        phone=_phone(text["phone"]) or "",
        function=text["function"],
        ik=ik_of(typed),
        institution=text["institution"] if found is None else found.name,
        postal_code=text["postal_code"] if found is None else found.postal_code,
    )


def _unknown_institution(typed: Mapping[str, str]) -> dict[str, str | None]:
    name, code = (normalised_name(typed.get(field, "")) for field in ("institution", "postal_code"))
    faults: dict[str, str | None] = {}
    if not name:
        faults["institution"] = _(
            "Diese IK-Nummer steht nicht in unserem Verzeichnis. Prüfen Sie die Nummer, oder "
            "geben Sie den Namen Ihrer Einrichtung ein."
        )
    else:
        faults["institution"] = _text_fault(name, "")
    if not _POSTAL_CODE.fullmatch(code):
        faults["postal_code"] = _(
            "Bitte geben Sie die Postleitzahl Ihrer Einrichtung ein. Sie hat 5 Ziffern."
        )
    return faults


def _salutation_fault(text: str) -> str | None:
    return None if text in SALUTATIONS else _("Bitte wählen Sie eine Anrede aus.")


def _first_name_fault(text: str) -> str | None:
    return _text_fault(text, _("Bitte geben Sie Ihren Vornamen ein."))


def _last_name_fault(text: str) -> str | None:
    return _text_fault(text, _("Bitte geben Sie Ihren Nachnamen ein."))


def _function_fault(text: str) -> str | None:
    empty = _("Bitte geben Sie Ihre Funktion ein, zum Beispiel „Praxisleitung“.")
    return _text_fault(text, empty)


def _repeat_fault(typed: Mapping[str, str]) -> str | None:
    first, again = (typed.get(name, "").strip() for name in ("email", "email_again"))
    if not again:
        return _("Bitte geben Sie Ihre E-Mail-Adresse zur Sicherheit noch einmal ein.")
    if first and read_email(first) != read_email(again):
        return _("Die beiden E-Mail-Adressen sind verschieden. Bitte vergleichen Sie sie.")
    return None


def _phone_fault(text: str) -> str | None:
    if not text.strip():
        return _("Bitte geben Sie Ihre Telefonnummer ein.")
    if _phone(text) is None:
        return _(
            "Das ist keine vollständige Telefonnummer. Geben Sie sie mit Vorwahl ein, "
            "zum Beispiel: 089 1234567"
        )
    return None


def _terms_fault(text: str) -> str | None:
    return None if text else _("Bitte stimmen Sie den Nutzungsbedingungen zu.")


def _data_fault(text: str) -> str | None:
    return None if text else _("Bitte stimmen Sie den Datenverarbeitungsbedingungen zu.")


_CHECKS: Final = {
    "ik": ik_fault,
    "salutation": _salutation_fault,
    "first_name": _first_name_fault,
    "last_name": _last_name_fault,
    "email": email_fault,
    "phone": _phone_fault,
    "function": _function_fault,
    "terms": _terms_fault,
    "data": _data_fault,
}


def _text_fault(text: str, empty: str) -> str | None:
    value = normalised_name(text)
    if not value:
        return empty
    return _letters_fault(value) if _is_text(value) else _too_strange()


def _letters_fault(value: str) -> str | None:
    """The employer signs a form with these letters: none may be missing in it."""
    if not (missing := unprintable(value)):
        return None
    return _(
        "Diese Zeichen können wir auf der Bescheinigung nicht drucken: {letters}. "
        "Schreiben Sie diese Angabe bitte mit lateinischen Buchstaben, zum Beispiel wie im Pass."
    ).format(letters=", ".join(missing))


def _is_text(value: str) -> bool:
    """No signs that reverse or hide what a clerk reads, and a letter at least."""
    letters = any(map(str.isalpha, value))
    return letters and value.isprintable() and len(value) <= LONGEST


def _too_strange() -> str:
    return _(
        "Bitte prüfen Sie diese Angabe: höchstens 100 Zeichen, darunter mindestens ein Buchstabe, "
        "keine Sonderzeichen."
    )


def _phone(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, _COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    digits = len(f"{number.country_code}{number.national_number}")
    possible = phonenumbers.is_possible_number(number) and number.extension is None
    if not possible or not _FEWEST_DIGITS + 2 <= digits <= _MOST_DIGITS:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
