import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.model import Binding
from authenticator.storage.profile_store import ProfileStore, new_binding_id

ONE = Binding("1" * 32, "https://portal.example", "a@b.example", activated=True)
TWO = Binding("2" * 32, "https://portal.example", "c@d.example", activated=False)
THREE = Binding("3" * 32, "https://portal.example", "e@f.example", activated=True)


@contextmanager
def cannot_be_read(names: set[str], error: OSError) -> Iterator[None]:
    """As while a virus scanner or a network drive has these files."""
    whole = Path.read_bytes

    def busy(path: Path) -> bytes:
        if path.name in names:
            raise error
        return whole(path)

    with mock.patch.object(Path, "read_bytes", busy):
        yield


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


def damage(path: Path, content: bytes = b"{") -> bytes:
    path.write_bytes(content)
    return content


FILE, COPY = "profile.json", "profile.copy.json"
DAMAGES = [
    b"",
    b"\0" * 300,
    b"{",
    b"[]",
    b"null",
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"v": 1}',
    b'{"v": null, "bindings": []}',
    b'{"v": 0, "bindings": []}',
    b'{"v": 1, "bindings": {}}',
    b'{"v": 1, "bindings": [{"id": 1}]}',
    b'{"v": 1, "bindings": ["a text", null]}',
]


def filled(folder: Path) -> ProfileStore:
    """A store of two bindings; both files are there."""
    store = ProfileStore(folder)
    store.put(ONE)
    store.put(TWO)
    return store


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", [FILE, COPY])
@pytest.mark.parametrize("content", [*DAMAGES, None])
def test_of_one_damaged_or_missing_file_the_other_makes_good_everything(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    filled(tmp_path)
    if content is None:
        (tmp_path / name).unlink()
    else:
        damage(tmp_path / name, content)
    store = ProfileStore(tmp_path)
    assert store.bindings() == (ONE, TWO)
    store.put(THREE)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO, THREE)
    assert (tmp_path / FILE).read_bytes() == (tmp_path / COPY).read_bytes()


@pytest.mark.parametrize("content", DAMAGES)
@pytest.mark.parametrize("has_copy", [False, True])
def test_a_damaged_profile_is_not_taken_for_one_that_was_never_used(
    tmp_path: Path, content: bytes, has_copy: bool
) -> None:
    damage(tmp_path / FILE, content)
    if has_copy:
        damage(tmp_path / COPY, content)
    before = files(tmp_path)
    store = ProfileStore(tmp_path)
    for change in (store.bindings, store.check, lambda: store.put(TWO), lambda: store.remove(ONE)):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.problem.failure is Failure.PROFILE_DAMAGED
    assert files(tmp_path) == before


class ServerAwayError(FileNotFoundError):
    """What Windows says of a network drive whose server is out of reach."""

    winerror = 53


READ_ERRORS = [PermissionError(), OSError(5, "input/output error"), ServerAwayError()]


@pytest.mark.parametrize("unreadable", [{FILE}, {FILE, COPY}], ids=["file", "both"])
@pytest.mark.parametrize("error", READ_ERRORS, ids=lambda error: type(error).__name__)
def test_what_cannot_be_read_just_now_is_refused_and_not_replaced(
    tmp_path: Path, unreadable: set[str], error: OSError
) -> None:
    filled(tmp_path)
    before = files(tmp_path)
    store = ProfileStore(tmp_path)
    with cannot_be_read(unreadable, error):
        for change in (store.bindings, store.check, lambda: store.put(THREE)):
            with pytest.raises(Refused) as refusal:
                change()
            assert refusal.value.problem.failure is Failure.PROFILE_UNREADABLE
    assert files(tmp_path) == before
    assert store.bindings() == (ONE, TWO)


def test_one_failed_read_between_two_changes_wipes_no_binding(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with cannot_be_read({FILE, COPY}, PermissionError()), pytest.raises(Refused):
        store.put(THREE)
    assert store.bindings() == (ONE, TWO)
    store.put(THREE)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO, THREE)


def test_files_that_vanish_while_the_app_runs_take_no_binding_with_them(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / FILE).unlink()
    (tmp_path / COPY).unlink()
    assert store.bindings() == (ONE, TWO)
    store.put(THREE)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO, THREE)


def test_a_profile_that_arrives_late_keeps_its_accounts(tmp_path: Path) -> None:
    store = ProfileStore(tmp_path)
    assert store.bindings() == ()
    ProfileStore(tmp_path).put(ONE)
    store.put(TWO)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO)


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(Refused) as refusal:
        ProfileStore(tmp_path).bindings()
    assert refusal.value.problem.failure is Failure.PROFILE_UNREADABLE
    assert refusal.value.problem.details == str(tmp_path / FILE)


def test_a_copy_that_cannot_be_written_holds_no_change_up_and_is_not_lost(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (tmp_path / COPY).unlink()
    (tmp_path / COPY).mkdir()
    store.put(THREE)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO, THREE)


def test_the_copy_never_says_that_a_finished_activation_is_not(tmp_path: Path) -> None:
    store = filled(tmp_path)
    done = Binding(TWO.id, TWO.aud, TWO.login, activated=True)
    store.put(done)
    damage(tmp_path / FILE)
    assert ProfileStore(tmp_path).bindings() == (ONE, done)


@pytest.mark.parametrize("step", [1, 2])
def test_a_crash_between_file_and_copy_leaves_whole_ones(tmp_path: Path, step: int) -> None:
    store = filled(tmp_path)
    whole, calls = Path.replace, count(1)

    def dying(path: Path, target: Path) -> None:
        if next(calls) == step:
            raise KeyboardInterrupt
        whole(path, target)

    with mock.patch.object(Path, "replace", dying), pytest.raises(KeyboardInterrupt):
        store.put(THREE)
    expected = (ONE, TWO) if step == 1 else (ONE, TWO, THREE)
    assert ProfileStore(tmp_path).bindings() == expected
    damage(tmp_path / FILE)
    assert ProfileStore(tmp_path).bindings() == (ONE, TWO)


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failing_disk_leaves_the_file_as_it_was(tmp_path: Path, step: str) -> None:
    store = ProfileStore(tmp_path)
    store.put(ONE)
    with mock.patch(step, side_effect=OSError), pytest.raises(Refused) as refusal:
        store.put(TWO)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
    assert store.bindings() == ProfileStore(tmp_path).bindings() == (ONE,)
    assert files(tmp_path).keys() == {FILE, COPY}


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
    with pytest.raises(Refused) as refusal:
        ProfileStore(tmp_path).bindings()
    assert refusal.value.problem.failure is Failure.PROFILE_TOO_NEW


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


@pytest.mark.parametrize("name", [FILE, COPY])
def test_what_the_new_file_was_not_made_from_is_kept_under_another_name(
    tmp_path: Path, name: str
) -> None:
    store = filled(tmp_path)
    damaged = tmp_path / name
    content = damage(damaged, damaged.read_bytes()[:-1])
    store.put(THREE)
    assert store.bindings() == (ONE, TWO, THREE)
    kept = [path.read_bytes() for path in tmp_path.glob(f"{damaged.stem}.kept-*.json")]
    assert kept == [content]


def test_a_copy_that_holds_more_than_the_file_is_kept_before_it_is_replaced(
    tmp_path: Path,
) -> None:
    filled(tmp_path)
    more = (tmp_path / COPY).read_bytes()
    store = ProfileStore(tmp_path / "other")
    store.put(ONE)
    (tmp_path / FILE).write_bytes((tmp_path / "other" / FILE).read_bytes())
    ProfileStore(tmp_path).put(THREE)
    assert [path.read_bytes() for path in tmp_path.glob("profile.copy.kept-*.json")] == [more]


@pytest.mark.only_on("posix", reason="modes")
def test_nobody_else_may_read_the_profile(tmp_path: Path) -> None:
    ProfileStore(tmp_path / "new").put(ONE)
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "profile.json").stat().st_mode & 0o077 == 0


def test_ids_are_new_each_time() -> None:
    assert len({new_binding_id() for _ in range(100)}) == 100
