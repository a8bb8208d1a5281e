"""Profiles on file systems without locks: network drives above all."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from authenticator.desktop import profile_lease, profile_lock
from authenticator.desktop.profile_lease import LIFETIME, ProfileLease
from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.single_instance import is_first
from authenticator.failures import Failure, Refused
from authenticator.storage.json_file import replace_file

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parents[3]
MINE, THEIRS = Holder("host", "2", "mine"), Holder("host", "2", "theirs")
ELSEWHERE = Holder("elsewhere", "2", "")
TAKES = """
import errno, sys
from pathlib import Path
from authenticator.desktop import profile_lease, profile_lock
from authenticator.desktop.profile_lock import Holder, ProfileLock

def refuse(handle):
    raise OSError(errno.ENOLCK, "no locks")

profile_lock._lock = refuse
sys.stdin.readline()
print(ProfileLock(Path(sys.argv[1])).take(Holder("host", "2", "there")), flush=True)
"""


@pytest.fixture(autouse=True, params=["ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL"])
def no_locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `flock` answers there."""

    def refuse(handle: int) -> None:
        raise OSError(getattr(errno, request.param), "no locks")

    monkeypatch.setattr(profile_lock, "_lock", refuse)


def taken(folder: Path, holder: Holder) -> ProfileLock:
    lock = ProfileLock(folder)
    assert lock.take(holder)
    return lock


def never(address: str, seconds: float) -> bool:
    raise AssertionError("nothing is to be sent")


def let_end(folder: Path) -> None:
    """As if its owner had not renewed it for long."""
    path = folder / "running.lease"
    ended = path.stat().st_mtime - LIFETIME - 1
    os.utime(path, (ended, ended))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_first_has_the_profile_and_the_second_hands_over_to_it(tmp_path: Path) -> None:
    lock = taken(tmp_path, THEIRS)
    assert lock.needs_renewal
    told: list[str] = []

    def send(address: str, seconds: float) -> bool:
        told.append(address)
        return True

    assert not is_first(ProfileLock(tmp_path), MINE, send)
    assert told == ["theirs"]


def test_a_window_on_another_computer_is_said(tmp_path: Path) -> None:
    taken(tmp_path, ELSEWHERE)
    with pytest.raises(Refused) as refused:
        is_first(ProfileLock(tmp_path), MINE, never)
    assert refused.value.problem.failure is Failure.OPEN_ELSEWHERE


def test_what_was_released_is_free_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    taken(tmp_path, THEIRS).release()
    assert names(tmp_path) == {"running.lock"}
    assert is_first(ProfileLock(tmp_path), MINE, never)


def test_a_lease_that_is_renewed_stays(tmp_path: Path) -> None:
    lock = taken(tmp_path, THEIRS)
    let_end(tmp_path)
    assert lock.renew()
    assert not ProfileLock(tmp_path).take(MINE)


def test_a_lease_that_nobody_renews_ends_and_its_owner_learns_that_it_did(tmp_path: Path) -> None:
    lock = taken(tmp_path, ELSEWHERE)
    let_end(tmp_path)
    mine = taken(tmp_path, MINE)
    assert not lock.renew()
    lock.release()
    assert mine.renew()
    assert ProfileLease(tmp_path).path.exists()
    assert names(tmp_path) == {"running.lock", "running.lease"}


def test_two_starts_of_one_session_without_an_address_are_told_apart(tmp_path: Path) -> None:
    lock = taken(tmp_path, ELSEWHERE)
    let_end(tmp_path)
    taken(tmp_path, ELSEWHERE)
    assert not lock.renew()


def test_a_lease_that_somebody_has_deleted_is_made_again(tmp_path: Path) -> None:
    lock = taken(tmp_path, MINE)
    (tmp_path / "running.lease").unlink()
    assert lock.renew()
    assert not ProfileLock(tmp_path).take(THEIRS)


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"{"])
def test_a_damaged_lease_counts_until_its_time_is_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "running.lease").write_bytes(content)
    assert not ProfileLock(tmp_path).take(MINE)
    let_end(tmp_path)
    assert ProfileLock(tmp_path).take(MINE)


def test_a_start_that_was_killed_while_it_took_over_blocks_nobody_for_ever(tmp_path: Path) -> None:
    taken(tmp_path, THEIRS)
    let_end(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("authenticator.desktop.profile_lease.replace_file", interrupt)
        patch.setattr(Path, "unlink", interrupt)
        with pytest.raises(KeyboardInterrupt):
            ProfileLock(tmp_path).take(MINE)
    (mark,) = tmp_path.glob("running.*.ended")
    assert not ProfileLock(tmp_path).take(MINE)
    ended = mark.stat().st_mtime - LIFETIME - 1
    os.utime(mark, (ended, ended))
    assert not ProfileLock(tmp_path).take(MINE)
    assert ProfileLock(tmp_path).take(MINE)


def test_of_two_starts_that_both_find_an_ended_lease_one_replaces_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(tmp_path, THEIRS)
    let_end(tmp_path)
    others: list[bool] = []

    def interrupted(path: Path, content: bytes) -> None:
        if not others:
            others.append(False)
            others[0] = ProfileLock(tmp_path).take(ELSEWHERE)
        replace_file(path, content)

    monkeypatch.setattr(profile_lease, "replace_file", interrupted)
    assert ProfileLock(tmp_path).take(MINE)
    assert others == [False]


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_folder_that_takes_no_lease_is_said(tmp_path: Path) -> None:
    (tmp_path / "running.lease").mkdir()
    with pytest.raises(Refused) as refused:
        ProfileLock(tmp_path).take(MINE)
    assert refused.value.problem.failure is Failure.PROFILE_UNWRITABLE


@pytest.mark.parametrize("has_ended", [False, True], ids=["no lease", "an ended one"])
def test_of_simultaneous_starts_exactly_one_wins(tmp_path: Path, has_ended: bool) -> None:
    if has_ended:
        taken(tmp_path, THEIRS)
        let_end(tmp_path)
    command = [sys.executable, "-c", TAKES, str(tmp_path)]
    pipe = subprocess.PIPE
    starts = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(4)
    ]
    for start in starts:
        assert start.stdin
        start.stdin.write("go\n")
        start.stdin.flush()
    answers = sorted(start.communicate()[0].strip() for start in starts)
    assert answers == ["False", "False", "False", "True"]
