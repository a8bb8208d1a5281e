import json
from dataclasses import replace

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import BindingState
from authenticator.storage.keyring_item import MAX_CHARACTERS, KeyringItem
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


def test_an_item_comes_back() -> None:
    assert KeyringItem.unpack(ITEM.pack()) == ITEM


def test_the_longest_user_name_that_mail_allows_still_fits() -> None:
    long = replace(ITEM, account="a" * 242 + "@abc.example")
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
    value = {**json.loads(ITEM.pack()), **change}
    with pytest.raises(Refused) as refusal:
        KeyringItem.unpack(json.dumps(value))
    assert refusal.value.problem.failure is Failure.KEY_DAMAGED


@pytest.mark.parametrize("change", [{}, {"label": "x"}, {"state": "moved"}])
def test_the_item_of_a_newer_app_asks_for_an_upgrade(change: dict[str, object]) -> None:
    newer = json.dumps({**json.loads(ITEM.pack()), **change, "v": 2})
    with pytest.raises(Refused) as refusal:
        KeyringItem.unpack(newer)
    assert refusal.value.problem.failure is Failure.UPGRADE_REQUIRED
