"""The folder .venv: made on first use and kept in step with the pins."""

import hashlib
import os
import platform
import sqlite3
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from processes import say, succeed

ROOT = Path(__file__).resolve().parents[2]
PINS = ROOT / "packaging" / "requirements" / "dev.txt"
VENV = ROOT / ".venv"
_ON_WINDOWS = sys.platform == "win32"
_PROGRAMS = VENV / ("Scripts" if _ON_WINDOWS else "bin")
PYTHON = _PROGRAMS / ("python.exe" if _ON_WINDOWS else "python")
_STAMP = VENV / "pins.sha256"


def program(name: str) -> Path:
    """The path of a program that a pinned package brings."""
    return _PROGRAMS / (f"{name}.exe" if _ON_WINDOWS else name)


def variables(**more: str) -> dict[str, str]:
    """The environment in which the project's own packages are found from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def prepare() -> None:
    """Make .venv, or bring it in step with the pins; nothing to do is the usual case."""
    if _is_current():
        return
    with _alone():
        if not _is_current():
            _install()


def _wanted() -> str:
    return hashlib.sha256(PINS.read_bytes()).hexdigest()


def _is_current() -> bool:
    # A .venv whose Python has been removed holds a dangling link, for which exists() is false.
    return PYTHON.exists() and _STAMP.is_file() and _STAMP.read_text() == _wanted()


def _install() -> None:
    wanted = _wanted()
    if not PYTHON.exists():
        say(f"making .venv with Python {platform.python_version()}.")
        venv.create(VENV, clear=True, symlinks=not _ON_WINDOWS, with_pip=True)
    begun = time.monotonic()
    say(
        f"installing the packages pinned in {PINS.relative_to(ROOT)} into .venv: about 900 MB, "
        "which takes one to five minutes the first time."
    )
    options = [
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--disable-pip-version-check",
    ]
    succeed([PYTHON, "-m", "pip", "install", *options, "-r", PINS])
    # pip leaves what is no longer pinned, and a test could go on using it.
    succeed([program("uv"), "pip", "sync", "--offline", "--no-config", "--python", PYTHON, PINS])
    _STAMP.write_text(wanted)
    say(f"installed in {time.monotonic() - begun:.0f} s; the next start takes a few seconds.")


@contextmanager
def _alone() -> Iterator[None]:
    # SQLite's lock is the one in the standard library that works on all three systems, and it
    # dies with its process.
    with closing(sqlite3.connect(ROOT / ".venv.lock", timeout=900, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
