import json
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from authenticator.failures import Failure, Refused
from authenticator.storage.preferences import Preferences, PreferenceStore


def test_nothing_is_chosen_at_first(tmp_path: Path) -> None:
    assert PreferenceStore(tmp_path / "none").load() == Preferences()


def test_what_is_chosen_is_there_again(tmp_path: Path) -> None:
    chosen = Preferences(language="en", lock_minutes=15, window="AQID")
    PreferenceStore(tmp_path / "new").save(chosen)
    assert PreferenceStore(tmp_path / "new").load() == chosen


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "null", "7", '"x"', "\udcff", "[" * 100_000, "\0" * 300]
)
def test_a_file_that_cannot_be_read_counts_as_nothing_chosen(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert PreferenceStore(tmp_path).load() == Preferences()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("without_tray", "hide"),
        ("without_tray", 1),
        ("lock_minutes", 3),
        ("lock_minutes", True),
        ("language", 1),
        ("window", None),
        ("new", 1),
    ],
)
def test_values_that_cannot_be_are_left_out_alone(tmp_path: Path, name: str, value: object) -> None:
    given = {"language": "en", "lock_minutes": 1, "window": "AQID", name: value}
    (tmp_path / "settings.json").write_text(json.dumps(given))
    found = PreferenceStore(tmp_path).load()
    kept = Preferences(language="en", lock_minutes=1, window="AQID")
    expected = replace(kept, **({name: getattr(Preferences(), name)} if name != "new" else {}))
    assert found == expected


def test_what_only_a_newer_version_knows_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"language": "de", "theme": "dark"}))
    PreferenceStore(tmp_path).save(Preferences(language="en"))
    content = json.loads(file.read_text())
    assert (content["language"], content["theme"]) == ("en", "dark")


def test_a_value_that_only_a_newer_version_understands_is_kept_until_another_is_chosen(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"lock_minutes": 30}))
    store = PreferenceStore(tmp_path)
    store.save(replace(store.load(), language="en"))
    assert json.loads(file.read_text()) == {"lock_minutes": 30, "language": "en"}
    store.save(replace(store.load(), lock_minutes=1))
    assert json.loads(file.read_text())["lock_minutes"] == 1


def test_choices_that_came_with_a_profile_after_the_start_stay(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path)
    begun = store.load()
    PreferenceStore(tmp_path).save(Preferences(lock_minutes=15, sound=True))
    store.save(replace(begun, window="AQID"))
    assert store.load() == Preferences(lock_minutes=15, sound=True, window="AQID")
    store.save(replace(store.load(), sound=False))
    assert store.load() == Preferences(lock_minutes=15, window="AQID")


def test_where_the_file_is_gone_all_choices_are_written_again(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path)
    store.save(Preferences(lock_minutes=15))
    (tmp_path / "settings.json").unlink()
    store.save(Preferences(lock_minutes=15, sound=True))
    assert store.load() == Preferences(lock_minutes=15, sound=True)


def test_a_file_that_cannot_be_read_just_now_is_not_replaced(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path)
    store.save(Preferences(language="en"))
    before = (tmp_path / "settings.json").read_bytes()
    with mock.patch.object(Path, "read_bytes", side_effect=PermissionError):
        assert store.load() == Preferences()
        with pytest.raises(Refused) as caught:
            store.save(Preferences(sound=True))
    assert caught.value.problem.failure is Failure.PROFILE_UNREADABLE
    assert (tmp_path / "settings.json").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with (
        mock.patch("os.fsync", side_effect=OSError),
        pytest.raises(Refused) as caught,
    ):
        PreferenceStore(tmp_path).save(Preferences())
    assert caught.value.problem.failure is Failure.PROFILE_UNWRITABLE
