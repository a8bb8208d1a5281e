import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.failures import Failure, Refused

ROOT = Path(__file__).parents[3]
MINE = Holder("host", "2", "/run/user/1000/aok-2fa-x")
TAKES = """
import sys
from pathlib import Path
from authenticator.desktop.profile_lock import Holder, ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
print(lock.take(Holder("host", "2", "there")), flush=True)
sys.stdin.read()
"""


@contextmanager
def other_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", TAKES, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        process.kill()


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_the_first_takes_it_and_says_who_it_is(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path / "new" / "folder")
    assert lock.holder() is None
    assert lock.take(MINE)
    assert ProfileLock(tmp_path / "new" / "folder").holder() == MINE


def test_another_process_does_not_get_it_until_it_is_released(tmp_path: Path) -> None:
    lock = ProfileLock(tmp_path)
    assert lock.take(MINE)
    with other_process(tmp_path) as process:
        assert answer(process) == "False"
    lock.release()
    with other_process(tmp_path) as process:
        assert answer(process) == "True"


def test_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    with other_process(tmp_path) as process:
        assert answer(process) == "True"
        assert not ProfileLock(tmp_path).take(MINE)
        process.kill()
        process.wait()
        assert ProfileLock(tmp_path).take(MINE)


def test_of_simultaneous_starts_exactly_one_wins(tmp_path: Path) -> None:
    with (
        other_process(tmp_path) as one,
        other_process(tmp_path) as two,
        other_process(tmp_path) as three,
        other_process(tmp_path) as four,
    ):
        answers = [answer(process) for process in (one, two, three, four)]
    assert sorted(answers) == ["False", "False", "False", "True"]


def test_two_profiles_do_not_meet(tmp_path: Path) -> None:
    one, two = ProfileLock(tmp_path / "one"), ProfileLock(tmp_path / "two")
    assert one.take(MINE)
    assert two.take(MINE)


def test_where_nothing_can_be_locked_the_app_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    with pytest.raises(Refused) as refusal:
        ProfileLock(tmp_path / "file").take(MINE)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
    assert not ProfileLock(tmp_path).needs_renewal


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"v":2,"host":"a","session":"b","address":"c"}',
        b'{"v":1,"host":"a","session":"b"}',
        b'{"v":1,"host":"a","session":"b","address":1}',
        b"\0" * 100,
        b"[" * 4000,
        b'{"v":1,"host":"a","session":"b","address":"' + b"c" * 5000 + b'"}',
    ],
)
def test_a_record_that_cannot_be_read_names_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "running.lock").write_bytes(content)
    assert ProfileLock(tmp_path).holder() is None
    assert ProfileLock(tmp_path).take(MINE)


def test_a_shorter_record_leaves_nothing_of_a_longer_one(tmp_path: Path) -> None:
    for address in ("a" * 200, "b"):
        lock = ProfileLock(tmp_path)
        assert lock.take(Holder("host", "", address))
        lock.release()
    holder = ProfileLock(tmp_path).holder()
    assert holder is not None
    assert holder.address == "b"


@pytest.mark.parametrize(
    ("other", "beyond"),
    [
        (Holder("host", "2", "x"), False),
        (Holder("host", "", "x"), False),
        (Holder("host", "3", "x"), True),
        (Holder("elsewhere", "2", "x"), True),
        (Holder("elsewhere", "", "x"), True),
    ],
)
def test_only_a_session_that_is_surely_another_is_beyond_reach(other: Holder, beyond: bool) -> None:
    assert other.is_beyond(MINE) is beyond
