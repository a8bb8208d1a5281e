"""Check digits, as in the numbers that the AOKs and the ARGE IK have published."""

import pytest

from portal.domain.institutions.directory import ik_fault, is_ik, normalised
from tests.support.texts import portal_text

# As Japanese keyboards type digits.
WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
PUBLISHED = ["260326822", "108018007", "109519005", "108310400", "101575519", "104212059"]


def count(digits: str) -> str:
    text = "An IK number has 9 digits, this one has {count}. Please check it."
    return portal_text(text, count=digits)


def sign(sign: str) -> str:
    return portal_text("An IK number has digits only. Please check: {sign}", sign=sign)


@pytest.mark.parametrize("ik", PUBLISHED)
def test_published_numbers_are_right(ik: str) -> None:
    assert is_ik(ik)
    assert ik_fault(ik) is None


@pytest.mark.parametrize("ik", PUBLISHED)
def test_every_single_wrong_digit_after_the_class_is_noticed(ik: str) -> None:
    wrong = {
        ik[:place] + digit + ik[place + 1 :]
        for place in range(2, 9)
        for digit in "0123456789"
        if digit != ik[place]
    }
    assert len(wrong) == 63
    assert not any(is_ik(number) for number in wrong)


@pytest.mark.parametrize(
    "typed",
    [
        "10 8018 007",
        "10.8018.007",
        "10/8018/007",
        "10-8018-007",
        "10\u20138018\u2013007",
        " 108018007\n",
        "(108018007)",
        "108018007.",
        "IK 108018007",
        "IK108018007",
        "ik: 108018007",
        "IK-Nr.: 108018007",
        "IK-Nummer 10 8018 007",
        # As our own pages write it, with a hyphen that does not break.
        "IK\u2011Nummer 108018007",
        "IK\u2011Nummer: 108018007",
        "Ihre IK\u2011Nummer: 108018007",
        "Unsere IK 108018007",
        "IK-Kennzeichen: 108018007",
        "Institutionskennzeichen (IK): 108018007",
        "Nr. 108018007",
        "1080\u200b18007",
        "1080\u00ad18007",
        "\u202a108018007\u202c",
        "\u202d108018007\u202c",
        "108\u00a0018\u202f007",
        "108018007".translate(WIDE),
        "١٠٨٠١٨٠٠٧",
    ],
)
def test_what_people_put_before_and_between_digits_is_left_out(typed: str) -> None:
    assert normalised(typed) == "108018007"
    assert ik_fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", portal_text("Please enter your institution’s IK number. It has 9 digits.")),
        (" IK-Nr.: ", portal_text("Please enter your institution’s IK number. It has 9 digits.")),
        ("10801800", count("8")),
        ("1080180070", count("10")),
        ("10801800x", sign("„x“")),
        ("1O8018007", sign("„O“")),
        ("108018007 Praxis", sign("„P“")),
        ("10801800²", sign("„²“")),
        ("\u202e108018007", sign("ein unsichtbares Zeichen (U+202E)")),
        (
            "108018007, 260326822",
            portal_text("Please enter one IK number only. It has 9 digits."),
        ),
        (
            "108018008",
            portal_text("There is no such IK number. Have two digits perhaps changed places?"),
        ),
    ],
)
def test_each_mistake_has_its_sentence(typed: str, sentence: str) -> None:
    assert ik_fault(typed) == sentence


def test_a_number_with_blanks_is_not_taken_for_the_number_itself() -> None:
    assert not is_ik("10 8018 007")
