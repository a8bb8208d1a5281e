import pytest

from crypto.pin import PinCost, pin_key

CHEAP = PinCost(memory=64, passes=1, lanes=1)
ROOT, SALT = bytes(32), bytes(16)


def test_every_input_changes_the_key() -> None:
    usual = pin_key("482913", root=ROOT, salt=SALT, version=1, cost=CHEAP).public
    others = [
        pin_key("482914", root=ROOT, salt=SALT, version=1, cost=CHEAP),
        pin_key("482913", root=b"\1" + ROOT[1:], salt=SALT, version=1, cost=CHEAP),
        pin_key("482913", root=ROOT, salt=b"\1" + SALT[1:], version=1, cost=CHEAP),
        pin_key("482913", root=ROOT, salt=SALT, version=2, cost=CHEAP),
        pin_key("482913", root=ROOT, salt=SALT, version=1, cost=PinCost(64, 2, 1)),
    ]
    assert len({usual, *(key.public for key in others)}) == 6


def test_a_wrong_pin_gives_a_valid_looking_key() -> None:
    key = pin_key("000001", root=ROOT, salt=SALT, version=1, cost=CHEAP)
    key.public.verify(key.sign(b"x"), b"x")


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "\uff11" * 6, "-12345"])
def test_what_has_not_six_ascii_digits_is_no_pin(pin: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        pin_key(pin, root=ROOT, salt=SALT, version=1, cost=CHEAP)
