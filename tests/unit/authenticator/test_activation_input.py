import pytest
from hypothesis import strategies as st

from authenticator.flows.activation_input import PinFault, pin_faults, read_login, read_pin
from tests.support.properties import given


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_login(text)
    pin_faults(read_pin(text))


def test_a_user_name_is_read_as_the_portal_compares_it() -> None:
    assert read_login(" Maler.Montag@ABC.de\n") == "maler.montag@abc.de"


def test_a_pasted_pin_may_have_spaces_and_foreign_digits() -> None:
    assert read_pin(" 48 29\u00a013 ") == "482913"
    assert read_pin("\u0664\u0668\u0662\u0669\u0661\u0663") == "482913"


@pytest.mark.parametrize(
    ("pin", "fault"),
    [
        ("", PinFault.NOT_SIX_DIGITS),
        ("12345", PinFault.NOT_SIX_DIGITS),
        ("48291a", PinFault.NOT_SIX_DIGITS),
        ("123456", PinFault.RUN),
        ("654321", PinFault.RUN),
        ("890123", PinFault.RUN),
        ("135791", PinFault.RUN),
        ("111111", PinFault.REPEAT),
        ("111112", PinFault.REPEAT),
        ("121212", PinFault.REPEAT),
        ("123123", PinFault.REPEAT),
        ("482284", PinFault.REPEAT),
        ("147258", PinFault.PATTERN),
        ("112233", PinFault.COMMON),
        ("159753", PinFault.COMMON),
        ("240387", PinFault.DATE),
        ("870324", PinFault.DATE),
        ("031987", PinFault.DATE),
        ("198703", PinFault.DATE),
        ("482913", None),
        ("905271", None),
    ],
)
def test_easy_pins_are_refused_with_a_reason(pin: str, fault: PinFault | None) -> None:
    assert pin_faults(pin)[:1] == (() if fault is None else (fault,))


def test_all_that_is_wrong_with_a_pin_is_told() -> None:
    assert pin_faults("123456") == (PinFault.RUN, PinFault.COMMON)
    assert pin_faults("999999") == (PinFault.REPEAT, PinFault.COMMON)
    assert pin_faults("010203") == (PinFault.COMMON, PinFault.DATE)


def test_more_than_one_per_cent_and_less_than_a_tenth_of_all_pins_is_refused() -> None:
    refused = sum(bool(pin_faults(f"{number:06d}")) for number in range(0, 1_000_000, 71))
    assert 0.01 < refused / (1_000_000 / 71) < 0.10
