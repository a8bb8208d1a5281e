"""Step 1: the personal data of a registration and its validation (requirement P4)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from email_validator import EmailNotValidError, validate_email

from crypto.email_address import AddressFault, BadAddress, read_address
from crypto.typed_text import is_readable, with_ascii_digits, with_usual_width
from portal.domain.accounts.user_names import address_sentence, named_sign
from portal.domain.devices.lists import normalised_name
from portal.domain.institutions.directory import Institution, ik_fault
from portal.domain.institutions.directory import normalised as normalised_ik
from portal.domain.registration.contact_data import phone_fault, read_phone, unprintable
from portal.platform.language import translated as _


def read_email(text: str) -> str | BadAddress:
    """The user name for a typed address that mails from the internet can reach."""
    login = read_address(text)
    if isinstance(login, BadAddress):
        return login
    try:
        validate_email(login, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        # One that is set aside for other uses, such as "praxis.local" (RFC 6761).
        return BadAddress(AddressFault.DOMAIN, login.rpartition("@")[2])
    return login


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
_POSTAL_CODE: Final = re.compile(
    r"(?:PLZ|Postleitzahl)?[:.]*(?:DE?[\u2010-\u2015-]?)?([0-9]{5})[^0-9]*", re.IGNORECASE
)
"""The name of the town may stand behind it."""

Errors = dict[str, str]


@dataclass(frozen=True)
class Personal:
    """What was entered, in the form in which it is kept."""

    login: str
    salutation: str
    first_name: str
    last_name: str
    phone: str
    phone_typed: str
    """As it was typed, for whoever wonders about the number in its normal form."""
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


INVITED_FIELDS: Final = ("salutation", "first_name", "last_name", "phone", "phone_typed")
"""What an invited user says of himself; the rest is the provider's."""
INVITED_FORM: Final = ("salutation", "first_name", "last_name", "phone", "terms", "data")


def invited_person(
    login: str, first_name: str, last_name: str, ik: str, institution: str
) -> Personal:
    """What is known of somebody who is invited."""
    return Personal(login, "", first_name, last_name, "", "", "", ik, institution, "")


def read_invited(typed: Mapping[str, str], person: Personal) -> Personal | Errors:
    """What an invited user has entered, else what is wrong with it, by field."""
    faults = {name: _CHECKS[name](typed.get(name, "")) for name in INVITED_FORM}
    errors = {name: fault for name, fault in faults.items() if fault is not None}
    if errors:
        return errors
    return replace(
        person,
        salutation=SALUTATIONS[typed["salutation"]],
        first_name=normalised_name(typed["first_name"]),
        last_name=normalised_name(typed["last_name"]),
        phone=read_phone(typed["phone"]),
        phone_typed=normalised_name(typed["phone"]),
    )


def invitation_faults(typed: Mapping[str, str]) -> Errors:
    """What is wrong with the form of somebody who invites, by field."""
    names = ("first_name", "last_name", "email")
    faults = {name: _CHECKS[name](typed.get(name, "")) for name in names}
    return {name: fault for name, fault in faults.items() if fault is not None}


@dataclass(frozen=True)
class Number:
    """A further IK number of a provider."""

    ik: str
    institution: str
    postal_code: str


def read_number(typed: Mapping[str, str], found: Institution | None) -> Number | Errors:
    """What a form holds, or what is wrong with it, as in `read_personal`."""
    faults = {"ik": ik_fault(typed.get("ik", ""))}
    if found is None and faults["ik"] is None:
        faults |= _unknown_institution(typed)
    if errors := {name: fault for name, fault in faults.items() if fault is not None}:
        return errors
    name, code = normalised_name(typed.get("institution", "")), typed.get("postal_code", "")
    return Number(
        ik_of(typed),
        name if found is None else found.name,
        _postal_code(code) if found is None else found.postal_code,
    )


def ik_of(typed: Mapping[str, str]) -> str:
    """The IK that was typed, if it can be one."""
    text = typed.get("ik", "")
    return normalised_ik(text) if ik_fault(text) is None else ""


def _email_fault(text: str) -> str | None:
    """One sentence on what is wrong with an address."""
    login = read_email(text)
    return address_sentence(login) if isinstance(login, BadAddress) else None


def _personal(typed: Mapping[str, str], found: Institution | None) -> Personal:
    text = {name: normalised_name(typed.get(name, "")) for name in FIELDS}
    return Personal(
        login=str(read_email(typed["email"])),
        salutation=SALUTATIONS[text["salutation"]],
        first_name=text["first_name"],
        last_name=text["last_name"],
        phone=read_phone(typed["phone"]),
        phone_typed=text["phone"],
        function=text["function"],
        ik=ik_of(typed),
        institution=text["institution"] if found is None else found.name,
        postal_code=_postal_code(text["postal_code"]) if found is None else found.postal_code,
    )


def _unknown_institution(typed: Mapping[str, str]) -> dict[str, str | None]:
    # That the number is unknown is said at its own field.
    missing = _("Bitte geben Sie den Namen Ihrer Einrichtung ein.")
    faults = {"institution": _text_fault(typed.get("institution", ""), missing)}
    if not _postal_code(typed.get("postal_code", "")):
        faults["postal_code"] = _(
            "Bitte geben Sie die Postleitzahl Ihrer Einrichtung ein. Sie hat 5 Ziffern."
        )
    return faults


def _postal_code(text: str) -> str:
    """Its 5 digits: "D-80 331" is 80331; "" where it is none."""
    plain = with_ascii_digits(with_usual_width(normalised_name(text))).replace(" ", "")
    found = _POSTAL_CODE.fullmatch(plain)
    return found[1] if found else ""


def _salutation_fault(text: str) -> str | None:
    return None if text in SALUTATIONS else _("Bitte wählen Sie eine Anrede aus.")


def _first_name_fault(text: str) -> str | None:
    return _name_fault(text, _("Bitte geben Sie Ihren Vornamen ein."))


def _last_name_fault(text: str) -> str | None:
    return _name_fault(text, _("Bitte geben Sie Ihren Nachnamen ein."))


def _function_fault(text: str) -> str | None:
    empty = _("Bitte geben Sie Ihre Funktion ein, zum Beispiel „Praxisleitung“.")
    return _text_fault(text, empty)


def _repeat_fault(typed: Mapping[str, str]) -> str | None:
    first, again = (read_email(typed.get(name, "")) for name in ("email", "email_again"))
    if again == BadAddress(AddressFault.EMPTY):
        return _("Bitte geben Sie Ihre E‑Mail‑Adresse zur Sicherheit noch einmal ein.")
    if isinstance(again, BadAddress):
        return address_sentence(again)
    if isinstance(first, str) and first != again:
        return _("Die beiden E‑Mail‑Adressen sind verschieden. Bitte vergleichen Sie sie.")
    return None


def _terms_fault(text: str) -> str | None:
    return None if text else _("Bitte stimmen Sie den Nutzungsbedingungen zu.")


def _data_fault(text: str) -> str | None:
    return (
        None
        if text
        else _("Bitte stimmen Sie den Datenverarbeitungs\N{SOFT HYPHEN}bedingungen zu.")
    )


_CHECKS: Final = {
    "ik": ik_fault,
    "salutation": _salutation_fault,
    "first_name": _first_name_fault,
    "last_name": _last_name_fault,
    "email": _email_fault,
    "phone": phone_fault,
    "function": _function_fault,
    "terms": _terms_fault,
    "data": _data_fault,
}


def _name_fault(text: str, empty: str) -> str | None:
    """As of `_text_fault`; a name has no digits."""
    digit = next((sign for sign in text if sign.isdigit()), None)
    if digit is None:
        return _text_fault(text, empty)
    return _("Ein Name hat keine Ziffern. Bitte prüfen Sie „{digit}“.").format(digit=digit)


def _text_fault(text: str, empty: str) -> str | None:
    """What hides or turns round what a clerk reads is refused; what only nobody sees, is not."""
    value = normalised_name(text)
    if not value:
        return empty
    if len(value) > LONGEST:
        return _("Diese Angabe ist zu lang. Bitte kürzen Sie sie auf 100 Zeichen.")
    if (sign := _first_unreadable(value)) is not None:
        return _("Diese Angabe enthält {sign}. Bitte tippen Sie sie neu ein.").format(
            sign=named_sign(sign)
        )
    if not any(map(str.isalpha, value)):
        return _("Hier fehlen Buchstaben. Bitte prüfen Sie Ihre Eingabe.")
    return _letters_fault(value)


def _letters_fault(value: str) -> str | None:
    """The employer signs a form with these letters: none may be missing in it."""
    if not (missing := unprintable(value)):
        return None
    if not any(unicodedata.category(sign).startswith("L") for sign in missing):
        return _(
            "Diese Zeichen können wir auf der Bescheinigung nicht drucken: {signs}. "
            "Bitte lassen Sie sie weg, oder schreiben Sie ein Wort dafür."
        ).format(signs=", ".join(missing))
    return _(
        "Diese Zeichen können wir auf der Bescheinigung nicht drucken: {letters}. "
        "Schreiben Sie diese Angabe bitte mit lateinischen Buchstaben, zum Beispiel wie im Pass."
    ).format(letters=", ".join(missing))


def _first_unreadable(value: str) -> str | None:
    return next((sign for sign in value if not is_readable(sign)), None)
