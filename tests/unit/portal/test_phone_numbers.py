"""Telephone numbers as people type them: never other digits than were typed, or a reason."""

# ruff: noqa: RUF001  letters that look alike are what is tested

import re

import pytest
from hypothesis import strategies as st

from portal.domain.registration.contact_data import PhoneProblem, phone_fault, read_phone
from tests.support.properties import given
from tests.support.texts import portal_text

TAKEN = {
    "089 1234567": "+49 89 1234567",
    "089/1234567": "+49 89 1234567",
    "(089) 123 45 67": "+49 89 1234567",
    "089.123.4567": "+49 89 1234567",
    "089 – 123 4567": "+49 89 1234567",
    "089-1234567-0": "+49 89 12345670",
    "089 12 34 05 06": "+49 89 12340506",
    "0171/1234567": "+49 171 1234567",
    "033201/12345": "+49 33201 12345",
    "+49 33201/12345": "+49 33201 12345",
    "0049 89 1234567": "+49 89 1234567",
    "+49 (0) 89 1234567": "+49 89 1234567",
    "+49(0)89/1234567": "+49 89 1234567",
    "0800 7236598": "+49 800 7236598",
    "+43 1 234567": "+43 1 234567",
    "0041 44 123 45 67": "+41 44 123 45 67",
    "+39 06 698 12345": "+39 06 6981 2345",
    "+1 (202) 555-0109": "+1 202-555-0109",
    # An extension is kept apart.
    "089 12 34 56 App. 12": "+49 89 123456 App. 12",
    "089 1234567 Apparat 5": "+49 89 1234567 App. 5",
    "089 1234567 Durchwahl 5": "+49 89 1234567 App. 5",
    "089 1234567, DW: 05": "+49 89 1234567 App. 05",
    "089 1234567 (Nst. 12)": "+49 89 1234567 App. 12",
    "089 1234567 x12": "+49 89 1234567 App. 12",
    "089 1234567 #12": "+49 89 1234567 App. 12",
    "tel:+49-89-1234567;ext=12": "+49 89 1234567 App. 12",
    # What stands before it, what nobody sees, other digits.
    "Tel.: 089 1234567": "+49 89 1234567",
    "Tel.\u2011Nr.: 089 1234567": "+49 89 1234567",
    "Mobil 0171 1234567": "+49 171 1234567",
    "Telefonnummer: 089 1234567": "+49 89 1234567",
    "\u202a+49 89 1234567\u202c": "+49 89 1234567",
    "\u202d089 1234567\u202c": "+49 89 1234567",
    "089\u200b\u00a01234567": "+49 89 1234567",
    "０８９ １２３４５６７": "+49 89 1234567",
    "٠٨٩ ١٢٣٤٥٦٧": "+49 89 1234567",
}


@pytest.mark.parametrize(("typed", "number"), TAKEN.items())
def test_a_number_is_read_as_it_was_meant(typed: str, number: str) -> None:
    assert read_phone(typed) == number
    assert read_phone(number) == number


SEVERAL = portal_text(
    "There are several telephone numbers here. Please give one only, with its area code."
)
NO_AREA_CODE = portal_text(
    "The area code is missing. A telephone number is complete like this: 089 1234567"
)
INCOMPLETE = portal_text("This is not a complete telephone number. Enter it …")
TOO_MANY = portal_text("This telephone number has too many digits. Please give exactly one number.")


def beside(text: str) -> str:
    return portal_text(
        "There is {text} beside the number. Please enter the number only, an extension like this: "
        "089 1234567 ext. 12",
        text=text,
    )


REFUSED = {
    "": portal_text("Please enter your telephone number."),
    "\u200b ": portal_text("Please enter your telephone number."),
    "089 1234567 / 0171 1234567": SEVERAL,
    "089 1234567, 0171 1234567": SEVERAL,
    "089 1234567 oder 0171 1234567": SEVERAL,
    "089 1234567 0171 1234567": SEVERAL,
    "030 1234 030 567890": SEVERAL,
    "089 1234567/8": SEVERAL,
    "+49 89 1234567 +49 171 1234567": SEVERAL,
    "089 1234567 (Praxis)": beside("„Praxis“"),
    "089 1234567 nur vormittags": beside("„nur vormittags“"),
    "Praxis 089 1234567": beside("„Praxis“"),
    "0900 AOKHILFE": beside("„AOKHILFE“"),
    "max@abc.de": beside("„max@abc.de“"),
    "\u202e7654321 980": beside("ein unsichtbares Zeichen (U+202E)"),
    "1234567": NO_AREA_CODE,
    "49 89 1234567": NO_AREA_CODE,
    "12": NO_AREA_CODE,
    "089": INCOMPLETE,
    "+49": INCOMPLETE,
    "089 App. 12": INCOMPLETE,
    "+999 1234567": INCOMPLETE,
    "+54 11 15 1234 5678": INCOMPLETE,  # would be rewritten
    "0" + "1" * 20: TOO_MANY,
    "0" + "1" * 200: TOO_MANY,
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.items())
def test_what_is_not_clearly_one_number_is_refused_with_the_reason_that_fits(
    typed: str, sentence: str
) -> None:
    assert phone_fault(typed) == sentence


@given(st.from_regex(r"[0+][0-9 ()/.,a-z+-]{3,30}", fullmatch=True) | st.text(max_size=40))
def test_no_digit_is_ever_made_up(text: str) -> None:
    try:
        number = read_phone(text)
    except PhoneProblem:
        return
    national, _, extension = re.sub(r"^\+\d+ ", "", number).partition(" App. ")
    typed = re.sub(r"[^0-9]", "", "".join(c if c.isascii() else "" for c in text))
    if text.isascii():
        assert typed.endswith(re.sub(r"\D", "", national) + extension)
