"""Days as people type them."""

from contextvars import copy_context
from datetime import date

import pytest

from portal.platform.language import field_day, typed_day, use_language

FIRST = date(2026, 11, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *("1.11.26", "01.11.2026", "1.11.2026", " 1. 11. 2026 ", "01.11.26"),
        *("1/11/2026", "01/11/26", "1,11,26", "1-11-2026", "2026-11-01", "2026-11-1"),
        # What is copied from Windows has marks of direction around it.
        *(
            "\u200e1.\u200e11.\u200e2026",
            "\u202a01.11.2026\u202c",
            "1.\u200b11.26",
            "\ufeff1.11.26",
        ),
        *("01112026", "011126", "\uff11\uff0e\uff11\uff11\uff0e\uff12\uff16"),
    ],
)
def test_a_day_is_read_in_all_its_spellings(typed: str) -> None:
    assert typed_day(typed) == FIRST


@pytest.mark.parametrize(
    "typed",
    [
        *("", "x", "1.11", "1.11.", "31.2.2026", "29.2.2027", "11/28/2026", "1.11/2026"),
        *("1.11.126", "20261101", "0000-01-01", "1..2026", "1.11.2026x", "-1.11.2026"),
    ],
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert typed_day(typed) is None


@pytest.mark.parametrize(("language", "shown"), [("de", "01.11.2026"), ("en", "01/11/2026")])
def test_a_field_shows_a_day_as_it_can_be_read_again(language: str, shown: str) -> None:
    def told() -> str:
        use_language(language)
        return field_day(FIRST)

    assert copy_context().run(told) == shown
    assert typed_day(shown) == FIRST
