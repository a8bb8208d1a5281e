"""One session asks, another learns of it: by a file that only this user can have made."""

import os
from pathlib import Path

import pytest

from authenticator.desktop import take_over
from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.take_over import LIFETIME, TakeOverRequest
from authenticator.failures import Failure, Refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert ProfileLock(tmp_path).take(Holder("host", "1", ""))
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_nobody_asks_at_first(folder: Path) -> None:
    assert not TakeOverRequest(folder).is_made()
    assert names(folder) == {"running.lock"}


def test_who_has_the_profile_learns_that_another_asks(folder: Path) -> None:
    TakeOverRequest(folder).make()
    assert TakeOverRequest(folder).is_made()


@pytest.mark.only_on("posix", reason="modes")
def test_nobody_else_may_read_who_asks(folder: Path) -> None:
    TakeOverRequest(folder).make()
    assert (folder / "running.wanted").stat().st_mode & 0o077 == 0


def test_the_request_holds_nothing_but_a_random_mark(folder: Path) -> None:
    marks = set()
    for _ in range(2):
        TakeOverRequest(folder).make()
        marks.add((folder / "running.wanted").read_text("ascii"))
    assert len(marks) == 2
    assert {len(mark) for mark in marks} == {16}


def test_a_request_that_is_withdrawn_leaves_nothing(folder: Path) -> None:
    request = TakeOverRequest(folder)
    request.make()
    request.withdraw()
    request.withdraw()
    assert not TakeOverRequest(folder).is_made()
    assert names(folder) == {"running.lock"}


def test_who_gives_up_leaves_the_request_of_another_session(folder: Path) -> None:
    first, last = TakeOverRequest(folder), TakeOverRequest(folder)
    first.make()
    last.make()
    first.withdraw()
    assert TakeOverRequest(folder).is_made()
    last.withdraw()
    assert not TakeOverRequest(folder).is_made()


def test_a_new_start_is_not_asked_by_what_an_earlier_one_was(folder: Path) -> None:
    TakeOverRequest(folder).make()
    TakeOverRequest(folder).clear()
    assert not TakeOverRequest(folder).is_made()
    TakeOverRequest(folder).clear()


def test_a_request_whose_session_was_killed_ends(folder: Path) -> None:
    TakeOverRequest(folder).make()
    path = folder / "running.wanted"
    made = path.stat().st_mtime - LIFETIME - 1
    os.utime(path, (made, made))
    assert not TakeOverRequest(folder).is_made()


def test_a_request_of_another_user_counts_for_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    TakeOverRequest(folder).make()
    monkeypatch.setattr(take_over, "_owner", lambda path: path.stat().st_uid + 1)
    assert not TakeOverRequest(folder).is_made()


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_what_is_no_plain_file_asks_for_nothing(folder: Path, kind: str) -> None:
    wanted = folder / "running.wanted"
    if kind == "link":
        (folder / "file").write_text("made by the user for something else")
        wanted.symlink_to(folder / "file")
    else:
        wanted.mkdir()
    assert not TakeOverRequest(folder).is_made()
    TakeOverRequest(folder).clear()


def test_a_folder_that_cannot_be_read_asks_for_nothing(tmp_path: Path) -> None:
    assert not TakeOverRequest(tmp_path / "gone").is_made()


def test_a_request_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        TakeOverRequest(tmp_path / "gone").make()
    assert refused.value.problem.failure is Failure.PROFILE_UNWRITABLE
