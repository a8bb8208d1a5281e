import json
from dataclasses import replace

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import BindingState
from authenticator.storage.keyring_item import MAX_CHARACTERS, KeyringItem, Pending, _checksum
from crypto.pin import STANDARD_COST

ITEM = KeyringItem(
    state=BindingState.ACTIVE,
    aud="https://gesundheitspartner.portal.example",
    account="maler.montag@abc.example",
    root=bytes(range(32)),
    salt=bytes(range(16)),
    cost=STANDARD_COST,
    pin_version=1,
    aid="A" * 22,
    portal_root=bytes(32),
    seq=7,
)


PENDING = Pending(bytes(range(32, 64)), bytes(range(16, 32)), 2)


def packed_anew(change: dict[str, object]) -> str:
    """An item with other members, and the checksum that belongs to them."""
    content = {**json.loads(ITEM.pack()[:-11]), **change}
    text = json.dumps(content, separators=(",", ":"))
    return text + _checksum(text)


def refusal_of(text: str) -> Failure:
    with pytest.raises(Refused) as refusal:
        KeyringItem.unpack(text)
    return refusal.value.problem.failure


@pytest.mark.parametrize("item", [ITEM, replace(ITEM, pending=PENDING, ratchet="r" * 22)])
def test_an_item_comes_back(item: KeyringItem) -> None:
    assert KeyringItem.unpack(item.pack()) == item


def test_one_altered_character_anywhere_is_told_as_damage() -> None:
    packed = replace(ITEM, pending=PENDING).pack()
    for place in range(len(packed)):
        other = "2" if packed[place] == "1" else "1"
        altered = packed[:place] + other + packed[place + 1 :]
        assert refusal_of(altered) is Failure.KEY_DAMAGED


@pytest.mark.parametrize(
    "text",
    ["", "\0" * 600, ITEM.pack()[:-1], ITEM.pack()[1:], ITEM.pack() * 2, "\udcff" * 20, "ä" * 20],
    ids=["empty", "zeroed", "end lost", "begin lost", "doubled", "half characters", "other"],
)
def test_an_item_that_is_not_whole_is_told_as_damage(text: str) -> None:
    assert refusal_of(text) is Failure.KEY_DAMAGED


def test_an_item_without_a_checksum_is_not_taken() -> None:
    assert refusal_of(ITEM.pack()[:-11]) is Failure.KEY_DAMAGED


def test_the_longest_user_name_that_mail_allows_still_fits() -> None:
    long = replace(
        ITEM, account="a" * 242 + "@abc.example", pending=PENDING, aid="", ratchet="r" * 22
    )
    assert len(long.pack()) <= MAX_CHARACTERS


def test_what_does_not_fit_is_refused_before_it_is_written() -> None:
    with pytest.raises(Refused) as refusal:
        replace(ITEM, account="a" * 500).pack()
    assert refusal.value.problem.failure is Failure.KEYRING_FAILED


def test_an_item_shows_neither_root_nor_salt() -> None:
    assert "\\x01\\x02" not in repr(ITEM)
    assert "root=" not in repr(ITEM).replace("portal_root=", "")


@pytest.mark.parametrize(
    "change",
    [{"root": "AA"}, {"state": "new"}, {"kdf": [1]}, {"kdf": {}}, {"pv": "1"}, {"extra": 1}],
)
def test_a_damaged_item_is_told_from_a_missing_one(change: dict[str, object]) -> None:
    assert refusal_of(packed_anew(change)) is Failure.KEY_DAMAGED


@pytest.mark.parametrize("change", [{}, {"label": "x"}, {"state": "moved"}])
def test_the_item_of_a_newer_app_asks_for_an_upgrade(change: dict[str, object]) -> None:
    assert refusal_of(packed_anew({**change, "v": 2})) is Failure.UPGRADE_REQUIRED
