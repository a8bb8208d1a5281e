import os
from pathlib import Path
from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.storage.profile_store import ProfileStore, new_binding_id

ONE = Binding("1" * 32, "https://portal.example", "a@b.example", activated=True)
TWO = Binding("2" * 32, "https://portal.example", "c@d.example", activated=False)


def test_bindings_come_back_in_order(tmp_path: Path) -> None:
    ProfileStore(tmp_path / "new").put(ONE)
    ProfileStore(tmp_path / "new").put(TWO)
    assert ProfileStore(tmp_path / "new").bindings() == (ONE, TWO)


def test_a_binding_is_replaced_by_id_and_removed(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.put(TWO)
    done = Binding(TWO.id, TWO.aud, TWO.login, activated=True)
    store.put(done)
    assert store.bindings() == (done,)
    store.remove(done)
    assert store.bindings() == ()


def test_a_broken_file_falls_back_to_the_version_before(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    store.put(TWO)
    (tmp_path / "profile.json").write_text("{")
    assert store.bindings() == (ONE,)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"bindings": [{"id": 1}]}', "\x00"])
def test_a_broken_file_is_no_crash(tmp_path: Path, content: str) -> None:
    (tmp_path / "profile.json").write_text(content)
    assert ProfileStore(tmp_path).bindings() == ()


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failing_disk_leaves_the_file_as_it_was(tmp_path: Path, step: str) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    with mock.patch(step, side_effect=OSError), pytest.raises(Refused) as refusal:
        store.put(TWO)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
    assert store.bindings() == (ONE,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["profile.json"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_nobody_else_may_read_the_profile(tmp_path: Path) -> None:
    ProfileStore(tmp_path / "new").put(ONE)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "profile.json").stat().st_mode & 0o077 == 0


def test_ids_are_new_each_time() -> None:
    assert len({new_binding_id() for _ in range(100)}) == 100
