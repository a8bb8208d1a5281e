"""The one place that starts other programs: the system's, and this one again."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PROXY_SCRIPT: Final = "--run-proxy-script"
"""With this one argument this program runs a proxy script from its standard input, and ends."""
_SOURCE: Final = Path(__file__).resolve().parents[1]


class ProgramFailed(Exception):
    """It is not there, says that it failed, or took too long and was killed."""


def is_packed() -> bool:
    """Whether this is the shipped program, which needs no Python beside it."""
    return bool(getattr(sys, "frozen", False))


def own_command() -> tuple[str, ...]:
    """How this program is started: packed, or from its source."""
    if is_packed():
        return (sys.executable,)
    start = (sys.executable, "-m", "ui")
    return start if sys.platform == "win32" else ("env", f"PYTHONPATH={_SOURCE}", *start)


def run_program(*words: str, seconds: float) -> str:
    """What a program of the system writes to its standard output.

    Args:
        words: its name or path, and its arguments.
        seconds: after which it is killed.

    Raises:
        ProgramFailed: no answer.
    """
    return _run(words, b"", seconds, {}).decode("utf-8", "replace")


def run_self(word: str, given: bytes, *, seconds: float) -> bytes:
    """What another process of this program makes of what it is given.

    Args:
        word: the argument by which it knows what to do.
        given: its standard input.
        seconds: after which it is killed.

    Raises:
        ProgramFailed: no answer.
    """
    command = (sys.executable,) if is_packed() else (sys.executable, "-m", "ui")
    return _run((*command, word), given, seconds, {} if is_packed() else _module_path())


def _module_path() -> Mapping[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(_SOURCE), os.environ.get("PYTHONPATH", "")])}


def _run(
    words: tuple[str, ...], given: bytes, seconds: float, variables: Mapping[str, str]
) -> bytes:
    try:
        done = subprocess.run(
            words,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=seconds,
            env={**os.environ, **variables},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ProgramFailed(f"{words[0]}: {type(error).__name__}") from error
    return done.stdout
