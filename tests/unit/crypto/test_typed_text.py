"""What nobody sees, and other widths and digits."""

# ruff: noqa: RUF001  letters that look alike are what is tested

import pytest

from crypto.typed_text import is_readable, with_ascii_digits, with_usual_width, without_unseen


@pytest.mark.parametrize(
    "unseen",
    list(
        "\u200b\u00ad\u200e\u200f\u2060\ufeff\u2068\u202a\u3164\u034f\u061c\ufe0f\u2800\U000e0041"
    ),
)
def test_what_nobody_sees_is_left_out(unseen: str) -> None:
    assert without_unseen(f"{unseen}Ma{unseen}x{unseen}") == "Max"


@pytest.mark.parametrize(
    "name",
    [
        "علی\u200cرضا",  # Persian, by joining type (RFC 5892, A.1)
        "क्\u200dष",  # Devanagari, behind a virama (RFC 5892, A.2)
        "ශ්\u200dරී",  # Sinhala, in every second name
        "葛\U000e0100城",  # the form of the letter that a Japanese register has
    ],
)
def test_signs_that_a_script_needs_stay(name: str) -> None:
    assert without_unseen(name) == name
    assert is_readable(without_unseen(name))


@pytest.mark.parametrize("text", ["Ma\u200cx", "\u200dMax", "Max\u200c", "\x00\u200cMax"])
def test_joiners_that_join_nothing_are_left_out(text: str) -> None:
    assert without_unseen(text) == text.replace("\u200c", "").replace("\u200d", "")


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\x07", "\ue000"])
def test_what_turns_or_hides_a_text_stays_to_be_refused(sign: str) -> None:
    assert without_unseen(f"Max{sign}") == f"Max{sign}"
    assert not is_readable(f"Max{sign}")


def test_widths_and_digits_of_other_keyboards_become_usual_ones_and_nothing_else_does() -> None:
    assert with_usual_width("ｍａｘ＠１２３﹫") == "max@123@"
    assert with_usual_width("ﬁ²Å½") == "ﬁ²Å½"
    assert with_ascii_digits("٠٨٩ ०१२ ²") == "089 012 ²"
