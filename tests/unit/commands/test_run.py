"""The file ``run`` itself, started as people start it."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[3] / "run"
# Each test starts a Python.
pytestmark = pytest.mark.heavy
WAYS = [[str(RUN)], ["sh", str(RUN)], [sys.executable, str(RUN)]]


def run(way: list[str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*way, *words], capture_output=True, text=True, cwd="/", check=False)


@pytest.mark.only_on("posix", reason="Windows has no POSIX shell")
@pytest.mark.parametrize("way", WAYS, ids=["file", "sh", "python"])
def test_without_a_word_all_commands_are_listed(way: list[str]) -> None:
    done = run(way)
    names = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    assert done.returncode == 0
    assert {"app", "bench", "bundle", "demo", "lint", "portal", "setup", "test"} <= set(names)


def test_an_unknown_word_is_refused_with_the_list() -> None:
    done = run(WAYS[-1], "tset")
    assert done.returncode == 2
    assert "there is no command 'tset'" in done.stderr
    assert "demo" in done.stderr


def test_an_unknown_suite_is_refused_with_the_names_of_all() -> None:
    done = run(WAYS[-1], "test", "units")
    assert done.returncode == 1
    suites = "unit portal ui heavy screens contract e2e models package windows bare all"
    assert done.stderr == f"run: there is no suite 'units'; say one of: {suites}\n"
