import json
import os
from pathlib import Path
from typing import Any
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


@pytest.mark.parametrize("version", [2, 17, "2.0"])
def test_the_file_of_a_newer_version_is_neither_read_nor_replaced(
    tmp_path: Path, version: object
) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps({"v": version, "accounts": {"one": vars(ONE)}}))
    before = file.read_bytes()
    store = ProfileStore(tmp_path)
    for change in (store.bindings, lambda: store.put(TWO), lambda: store.remove(ONE)):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.problem.failure is Failure.PROFILE_TOO_NEW
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["profile.json"]


def test_a_newer_version_beside_a_spare_of_this_one_is_not_taken_for_damage(
    tmp_path: Path,
) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    store.put(TWO)
    (tmp_path / "profile.json").write_text('{"v": 2}')
    with pytest.raises(Refused):
        store.bindings()


def test_members_that_are_not_known_survive_every_change(tmp_path: Path) -> None:
    file = tmp_path / "profile.json"
    entries = [{**vars(ONE), "label": "surgery"}, {**vars(TWO), "label": "home"}]
    file.write_text(json.dumps({"v": 1, "order": [2, 1], "bindings": entries}))
    store = ProfileStore(tmp_path)
    assert store.bindings() == (ONE, TWO)
    done = Binding(TWO.id, TWO.aud, TWO.login, activated=True)
    store.put(done)
    content = json.loads(file.read_text())
    assert content["order"] == [2, 1]
    assert content["bindings"] == [entries[0], {**vars(done), "label": "home"}]
    store.remove(done)
    assert json.loads(file.read_text())["bindings"] == entries[:1]


@pytest.mark.parametrize(
    "entry", [{**vars(TWO), "activated": "moved"}, {"id": "3" * 32}, "a text", None]
)
def test_an_entry_that_is_not_understood_is_not_shown_and_not_lost(
    tmp_path: Path, entry: Any
) -> None:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps({"v": 1, "bindings": [vars(ONE), entry]}))
    store = ProfileStore(tmp_path)
    assert store.bindings() == (ONE,)
    store.remove(ONE)
    assert json.loads(file.read_text())["bindings"] == [entry]


@pytest.mark.parametrize("name", ["profile.json", "profile.previous.json"])
def test_a_damaged_file_is_kept_under_another_name_before_it_is_replaced(
    tmp_path: Path, name: str
) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    store.put(ONE)
    damaged = tmp_path / name
    damaged.write_text(damaged.read_text()[:-1])
    store.put(TWO)
    assert store.bindings() == (ONE, TWO)
    kept = [path.read_text() for path in tmp_path.glob(f"{damaged.stem}.kept-*.json")]
    assert len(kept) == 1
    assert ONE.login in kept[0]


def test_a_file_that_cannot_be_read_just_now_is_not_replaced_by_the_spare(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    store.put(TWO)
    before = (tmp_path / "profile.json").read_bytes()
    whole = Path.read_text

    def busy(path: Path, *args: Any) -> str:
        if path.name == "profile.json":
            raise PermissionError
        return whole(path, *args)

    with mock.patch.object(Path, "read_text", busy):
        assert store.bindings() == (ONE,)
        with pytest.raises(Refused) as refusal:
            store.remove(ONE)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
    assert (tmp_path / "profile.json").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="Windows has no modes")
def test_nobody_else_may_read_the_profile(tmp_path: Path) -> None:
    ProfileStore(tmp_path / "new").put(ONE)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "profile.json").stat().st_mode & 0o077 == 0


def test_ids_are_new_each_time() -> None:
    assert len({new_binding_id() for _ in range(100)}) == 100
