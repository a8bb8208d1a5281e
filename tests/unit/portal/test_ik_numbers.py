"""Check digits, as in the numbers that the AOKs and the ARGE IK have published."""

import pytest

from portal.domain.institutions.directory import ik_fault, is_ik, normalised

# As Japanese keyboards type digits.
WIDE = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
PUBLISHED = ["260326822", "108018007", "109519005", "108310400", "101575519", "104212059"]


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
    ["10 8018 007", "10.8018.007", " 108018007\n", "10-8018-007", "108018007".translate(WIDE)],
)
def test_what_people_put_between_digits_is_left_out(typed: str) -> None:
    assert normalised(typed) == "108018007"
    assert ik_fault(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Bitte geben Sie die IK-Nummer"),
        ("   ", "Bitte geben Sie die IK-Nummer"),
        ("10801800", "genau 9 Ziffern"),
        ("1080180070", "genau 9 Ziffern"),
        ("10801800x", "genau 9 Ziffern"),
        ("١٠٨٠١٨٠٠٧", "genau 9 Ziffern"),
        ("108018008", "Bitte prüfen Sie die Nummer"),
    ],
)
def test_each_mistake_has_its_sentence(typed: str, words: str) -> None:
    fault = ik_fault(typed)
    assert fault is not None
    assert words in fault


def test_a_number_with_blanks_is_not_taken_for_the_number_itself() -> None:
    assert not is_ik("10 8018 007")
