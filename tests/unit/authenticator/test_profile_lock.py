import errno
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from authenticator.desktop import profile_lock
from authenticator.desktop.profile_lock import Holder, ProfileLock
from authenticator.desktop.session import display_name
from authenticator.desktop.windows_lock import lock_error
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
        (Holder("host", "2", "x", display=":1"), False),
    ],
)
def test_only_a_session_that_is_surely_another_is_beyond_reach(other: Holder, beyond: bool) -> None:
    assert other.is_beyond(MINE) is beyond


@pytest.mark.parametrize(
    ("display", "beyond"),
    [(":1", False), ("", False), ("wayland-0", False), (":2", True), ("praxis-7:10", True)],
)
@pytest.mark.parametrize("session", ["", "2"])
def test_another_display_is_beyond_reach_whatever_the_session_is_called(
    session: str, display: str, beyond: bool
) -> None:
    mine = Holder("host", "", "x", display=":1")
    assert Holder("host", session, "y", display=display).is_beyond(mine) is beyond


def test_another_wayland_display_is_beyond_reach() -> None:
    mine = Holder("host", "", "x", display="wayland-0")
    assert Holder("host", "", "y", display="wayland-1").is_beyond(mine)


@pytest.mark.only_on("linux", reason="sessions say enough there")
@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"DISPLAY": ":1"}, ":1"),
        ({"DISPLAY": ":1.0"}, ":1"),
        ({"DISPLAY": "unix:1"}, ":1"),
        ({"DISPLAY": "localhost:10.0", "WAYLAND_DISPLAY": "wayland-0"}, "localhost:10"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland-0"),
        ({}, ""),
    ],
)
def test_the_display_has_one_name(
    variables: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(each, raising=False)
    for each, value in variables.items():
        monkeypatch.setenv(each, value)
    assert display_name() == name


@pytest.mark.parametrize("error", [errno.EIO, errno.ESTALE, errno.EDEADLK, errno.EINTR, 9999])
def test_after_an_error_that_says_nothing_of_locks_nobody_takes_it(
    tmp_path: Path, error: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(handle: int) -> None:
        raise OSError(error, "broken")

    monkeypatch.setattr(profile_lock, "_lock", fail)
    lock = ProfileLock(tmp_path)
    with pytest.raises(Refused) as refusal:
        lock.take(MINE)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
    assert not lock.needs_renewal
    assert not (tmp_path / "running.lease").exists()


@pytest.mark.parametrize(
    ("number", "error"),
    [(33, errno.EAGAIN), (1, errno.ENOLCK), (50, errno.ENOLCK), (120, errno.ENOLCK)],
)
def test_windows_says_who_has_the_lock_or_that_there_are_none(number: int, error: int) -> None:
    assert lock_error(number).errno == error


@pytest.mark.parametrize("number", [5, 6, 19, 32, 59, 64, 1117])
def test_other_errors_of_windows_say_nothing_of_locks(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its C library calls a line that is cut off EINVAL, and a protected disk EACCES."""

    def fail(handle: int) -> None:
        raise lock_error(number)

    monkeypatch.setattr(profile_lock, "_lock", fail)
    with pytest.raises(Refused) as refusal:
        ProfileLock(tmp_path).take(MINE)
    assert refusal.value.problem.failure is Failure.PROFILE_UNWRITABLE
