"""The one place that starts other programs: the system's, and this one again.

Imported before the first window: cheap.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

PROXY_SCRIPT: Final = "--run-proxy-script"
"""With this one argument this program runs a proxy script from its standard input, and ends."""
_LIBRARY_PATHS: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
_PACKING: Final = ("_PYI_", "_MEIPASS", "PYINSTALLER_")
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


def restore_environment() -> None:
    """Give the programs that this one starts, itself or by Qt, the environment of the system.

    To be called once, at the start. A packed program begins with variables by which it finds its
    own libraries and plugins; another program that inherits them takes these in place of the
    system's, and may not start. This process needs them no more: the loader has read them before
    Python began, and Qt finds its plugins beside itself.
    """
    given: dict[str, str] | None = getattr(sys, "start_environment", None)
    if given is None:
        return
    system = system_environment(given, str(getattr(sys, "_MEIPASS", "")))
    for name in set(os.environ) - set(system):
        del os.environ[name]
    os.environ.update(system)


def system_environment(given: Mapping[str, str], bundle: str) -> dict[str, str]:
    """The variables that a packed program was started with, without those of its packing.

    Args:
        given: what it was started with, after the first steps of PyInstaller's loader.
        bundle: the folder of its own libraries.
    """
    result = {name: value for name, value in given.items() if not name.startswith(_PACKING)}
    for name in _LIBRARY_PATHS:
        result.pop(f"{name}_ORIG", None)
        places = result.pop(name, "").split(os.pathsep)
        outside = [place for place in places if place and not _lies_in(place, bundle)]
        if outside:
            result[name] = os.pathsep.join(outside)
    return result


def _lies_in(place: str, folder: str) -> bool:
    return bool(folder) and Path(place).is_relative_to(folder)


def run_program(*words: str, seconds: float) -> str:
    """What a program of the system writes to its standard output.

    Args:
        words: its name or path, and its arguments.
        seconds: after which it is killed.

    Raises:
        ProgramFailed: no answer.
    """
    return _run(words, b"", seconds, {}).decode("utf-8", "replace")


def start_program(*words: str) -> Callable[[float], bool]:
    """Start a program of the system that may outlive this one.

    Args:
        words: its name or path, and its arguments.

    Returns:
        Waits for its end, however long; whether it had failed within that many seconds.

    Raises:
        ProgramFailed: it cannot be started.
    """
    import subprocess

    begun = time.monotonic()
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError as error:
        raise ProgramFailed(f"{words[0]}: {type(error).__name__}") from error

    def fails_within(seconds: float) -> bool:
        return process.wait() != 0 and time.monotonic() - begun <= seconds

    return fails_within


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
    import subprocess

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
