"""Running other programs."""

import os
import signal
import sys
from pathlib import Path

import pytest

from command import Trouble
from processes import Word, beside, call, succeed

END_MY_PARENT_AND_WAIT = "import os, signal; os.kill(os.getppid(), signal.SIGTERM); signal.pause()"


def test_the_exit_code_is_passed_on() -> None:
    assert call([sys.executable, "-c", "raise SystemExit(7)"]) == 7


# Two that wait for each other's file: neither ends unless both run.
MEET = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
mine.touch()
while not other.exists():
    time.sleep(0.01)
print("I am", mine.name, flush=True)
print("and saw", other.name)
raise SystemExit(int(mine.name))
"""


def meeting(mine: str, other: str) -> list[Word]:
    return [sys.executable, "-c", MEET, mine, other]


def test_what_runs_beside_each_other_speaks_in_turn_and_keeps_its_codes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    commands = {"first": meeting("3", "4"), "second": meeting("4", "3")}
    assert beside(commands, cwd=tmp_path) == {"first": 3, "second": 4}
    lines = capfd.readouterr().err.splitlines()
    blocks = [["I am 3", "and saw 4"], ["I am 4", "and saw 3"]]
    assert [lines[:2], lines[2:]] in (blocks, blocks[::-1])


# Fails beside another one.
ALONE = "import os; os.mkdir('here'); os.rmdir('here')"


def test_of_more_than_may_run_the_others_come_afterwards(tmp_path: Path) -> None:
    commands = {name: [sys.executable, "-c", ALONE] for name in ("first", "second", "third")}
    codes = beside(commands, cwd=tmp_path, at_once=1)
    assert codes == dict.fromkeys(commands, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to pass on")
def test_who_ends_the_command_ends_all_that_run_beside_each_other(tmp_path: Path) -> None:
    ends = [sys.executable, "-c", END_MY_PARENT_AND_WAIT]
    waits = [sys.executable, "-c", "import signal; signal.pause()"]
    never = [sys.executable, "-c", "open('begun', 'x')"]
    codes = beside({"ends": ends, "waits": waits, "never": never}, cwd=tmp_path)
    assert codes == dict.fromkeys(("ends", "waits", "never"), 128 + signal.SIGTERM)
    assert not (tmp_path / "begun").exists()
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to pass on")
def test_who_ends_the_command_ends_its_program() -> None:
    assert call([sys.executable, "-c", END_MY_PARENT_AND_WAIT]) == 128 + signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


def test_a_failure_shows_what_the_program_said(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble, match=r"failed \(exit 1\)"):
        succeed([sys.executable, "-c", "raise SystemExit('no such host')"])
    assert capfd.readouterr().err == f"no such host{os.linesep}"
