"""The command that takes each defence out in a copy and sees whether a test misses it."""

import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory

import environment
from command import Command, Trouble
from environment import PYTHON, ROOT
from keyring_session import keyring_session
from processes import say
from system_packages import KEYRING, PDF_VIEWER, PORTAL, PROXY, QT, SANDBOX, require

TABLE = ROOT / "tests" / "defences" / "defences.toml"
_COPIED = ("authenticator", "crypto", "packaging", "portal", "tests", "ui", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info")
_FAILED, _PASSED = 1, 0
_LONGEST_SECONDS = 120
_FIRST_SECONDS, _SECONDS_EACH = 600, 5
"""With every defence in place: on a busy machine all tests take a quarter of an hour."""
_LINE = re.compile(r"^(FAILED|ERROR) (\S+?)(?:\[.*?\])?(?: - (.*))?$", re.MULTILINE)
_OPTIONS = ("-q", "--tb=no", "-rfE", "-p", "no:cacheprovider", "-p", "pytestqt.plugin")
_VARIABLES = {
    "COLUMNS": "400",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # a fifth of each row's time
    "PYTHONDONTWRITEBYTECODE": "1",
    "QT_QPA_PLATFORM": "offscreen",
}


@dataclass(frozen=True)
class Defence:
    """One defence, how to take it out, and the tests that must then fail."""

    id: str
    threat: str
    promise: str
    """What it is there for: a promise by its number, or a section, of docs/protocol.md."""
    file: str
    text: str
    without: str
    """What stands in its place when it is taken out."""
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of the tests without the defence; `wrong` is empty when all is as it must be."""

    wrong: str
    seen: str
    seconds: float


def rows() -> tuple[Defence, ...]:
    """The table."""
    listed = tomllib.loads(TABLE.read_text("utf-8"))["defence"]
    return tuple(Defence(**{**one, "tests": tuple(one["tests"])}) for one in listed)


def taken_out(defence: Defence, source: str) -> str:
    """The source without the defence.

    Raises:
        Trouble: its text is not there exactly once.
    """
    if source.count(defence.text) != 1 or defence.text == defence.without:
        raise Trouble(f"the text of '{defence.id}' is not exactly once in {defence.file}.")
    return source.replace(defence.text, defence.without)


def defences(words: Sequence[str]) -> int:
    """Take out every defence, or those that are named, each alone."""
    wanted = [row for row in rows() if not words or row.id in words]
    if unknown := set(words) - {row.id for row in wanted}:
        raise Trouble(f"there is no defence '{unknown.pop()}'; {TABLE.name} names them all.")
    require(QT, KEYRING, PORTAL, PDF_VIEWER, PROXY, SANDBOX)
    environment.prepare()
    begin, wrong = time.monotonic(), 0
    with TemporaryDirectory(prefix="defences-") as scratch, keyring_session() as session:
        for row, outcome in _outcomes(wanted, Path(scratch), session):
            wrong += bool(outcome.wrong)
            print(_line_of(row, outcome), flush=True)
    spent = time.monotonic() - begin
    verdict = f"{wrong} NOT as expected" if wrong else "each is missed by its tests"
    print(f"{len(wanted)} defences, {verdict}; {spent:.0f} s")
    return 1 if wrong else 0


def _outcomes(
    wanted: Sequence[Defence], scratch: Path, session: Mapping[str, str]
) -> Iterator[tuple[Defence, Outcome]]:
    # One more than there are cores: some rows spend half a minute in a long poll.
    copies = [scratch / str(number) for number in range(1 + (os.cpu_count() or 1))]
    _copy(ROOT, copies[0])
    say("the tests, with every defence in place")
    _check_unchanged(wanted, copies[0], session)
    free: Queue[Path] = Queue()
    for copy in copies:
        if copy is not copies[0]:
            # With the compiled files of the first run, which spare each row a second.
            shutil.copytree(copies[0], copy)
        free.put(copy)

    def carry_out(defence: Defence) -> Outcome:
        copy = free.get()
        try:
            return _without(defence, copy, session)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from zip(wanted, pool.map(carry_out, wanted), strict=True)


def _copy(source: Path, target: Path) -> None:
    target.mkdir()
    for name in _COPIED:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=_LEFT_OUT)
        else:
            shutil.copy2(source / name, target / name)


def _check_unchanged(wanted: Sequence[Defence], copy: Path, session: Mapping[str, str]) -> None:
    tests = sorted({test for row in wanted for test in row.tests})
    limit = _FIRST_SECONDS + _SECONDS_EACH * len(tests)
    try:
        done = _pytest(tests, copy, {**session, "PYTHONDONTWRITEBYTECODE": ""}, limit=limit)
    except subprocess.TimeoutExpired as error:
        raise Trouble(f"the tests do not end as it is, in {limit} seconds.") from error
    if done.returncode != _PASSED:
        raise Trouble(f"the tests do not pass as it is (exit {done.returncode}):\n{done.stdout}")


def _without(defence: Defence, copy: Path, session: Mapping[str, str]) -> Outcome:
    path, begin = copy / defence.file, time.monotonic()
    source, times = path.read_bytes(), path.stat()
    path.write_text(taken_out(defence, source.decode()), "utf-8")
    try:
        compile(path.read_text("utf-8"), defence.file, "exec")
        done = _pytest(defence.tests, copy, session, limit=_LONGEST_SECONDS)
        wrong, seen = _result_of(defence, done)
    except subprocess.TimeoutExpired:
        wrong, seen = "the tests did not end", ""
    except SyntaxError as error:
        wrong, seen = f"what takes its place is no Python: {error}", ""
    finally:
        path.write_bytes(source)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    return Outcome(wrong, seen, time.monotonic() - begin)


def _result_of(defence: Defence, done: subprocess.CompletedProcess[str]) -> tuple[str, str]:
    """What is wrong, and why the first test failed."""
    found = [match.groups() for match in _LINE.finditer(done.stdout)]
    failed = {name for kind, name, _ in found if kind == "FAILED"}
    seen = next((reason or "" for kind, _, reason in found if kind == "FAILED"), "")
    if done.returncode != _FAILED:
        missing = "no test fails" if done.returncode == _PASSED else f"exit {done.returncode}"
        return missing, seen
    if any(kind == "ERROR" for kind, _, _ in found):
        return "a test could not be started", seen
    passing = [test for test in defence.tests if test.partition("[")[0] not in failed]
    return (f"passes all the same: {' '.join(passing)}" if passing else ""), seen


def _pytest(
    tests: Sequence[str], copy: Path, session: Mapping[str, str], *, limit: int
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "pytest", *_OPTIONS, *tests],
        cwd=copy,
        env={**os.environ, **_VARIABLES, "PYTHONPATH": str(copy), **session},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=limit,
        check=False,
    )


def _line_of(row: Defence, outcome: Outcome) -> str:
    mark = "WRONG " if outcome.wrong else "missed"
    line = f"{mark} {row.id:<34} {outcome.seconds:5.1f} s  {outcome.wrong or row.threat}"
    return line if not outcome.seen else f"{line}\n         {outcome.seen}"


COMMANDS = (Command("defences", "[ID…]", "take each defence out: a test must miss it", defences),)
