from dataclasses import replace
from pathlib import Path

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.storage.binding_store import BindingStore
from authenticator.storage.profile_store import ProfileStore
from authenticator.storage.secret_store import SERVICE, InDoubt, KeyringStore
from tests.support.keyrings import MemoryBackend
from tests.unit.authenticator.test_keyring_item import ITEM

BINDING = Binding("1" * 32, ITEM.aud, ITEM.account, activated=True)


@pytest.fixture
def backend() -> MemoryBackend:
    return MemoryBackend()


@pytest.fixture
def store(tmp_path: Path, backend: MemoryBackend) -> BindingStore:
    return BindingStore(ProfileStore(tmp_path), KeyringStore(lambda: backend))


def test_entry_and_secret_come_and_go_together(store: BindingStore, backend: MemoryBackend) -> None:
    store.begin(BINDING, ITEM)
    assert store.bindings() == (BINDING,)
    assert store.item(BINDING) == ITEM
    store.remove(BINDING)
    assert store.bindings() == ()
    assert backend.texts == {}


def test_a_keyring_that_refuses_leaves_no_entry(
    store: BindingStore, backend: MemoryBackend
) -> None:
    backend.is_locked = True
    with pytest.raises(Refused):
        store.begin(BINDING, ITEM)
    assert store.bindings() == ()


def test_an_item_that_may_be_written_late_keeps_its_entry_by_which_it_is_found(
    tmp_path: Path, backend: MemoryBackend
) -> None:
    store = BindingStore(ProfileStore(tmp_path), KeyringStore(lambda: backend, time_limit=0.3))
    backend.be_slow()
    with pytest.raises(InDoubt):
        store.begin(BINDING, ITEM)
    backend.answer_now()
    found = BindingStore(ProfileStore(tmp_path), KeyringStore(lambda: backend))
    assert found.bindings() == (BINDING,)
    found.remove(BINDING)
    assert found.bindings() == ()


def test_a_binding_whose_entry_cannot_be_removed_keeps_its_secret(
    store: BindingStore, backend: MemoryBackend, tmp_path: Path
) -> None:
    store.begin(BINDING, ITEM)
    for path in tmp_path.glob("profile*"):
        path.write_bytes(b"")
    with pytest.raises(Refused) as refusal:
        store.remove(BINDING)
    assert refusal.value.problem.failure is Failure.PROFILE_DAMAGED
    assert (SERVICE, BINDING.id) in backend.texts


def test_only_older_bindings_of_the_same_account_are_replaced(store: BindingStore) -> None:
    newer = replace(BINDING, id="2" * 32)
    other = replace(BINDING, id="3" * 32, login="other@abc.example")
    for binding in (BINDING, newer, other):
        store.begin(binding, ITEM)
    store.remove_replaced(newer)
    assert store.bindings() == (newer, other)
