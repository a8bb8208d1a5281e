"""How the sandbox is started, which files it may read, and what keeps it from all others and from
the network.
"""

import functools
import json
import logging
import mimetypes
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[2]
_OF_PYTHON: Final = ("stdlib", "platstdlib", "purelib", "platlib")
_OF_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/var/cache/fontconfig",
)


def program_files() -> list[Path]:
    """Files and folders, some of which may not exist."""
    python = dict.fromkeys(Path(sysconfig.get_path(name)) for name in _OF_PYTHON)
    return [_PACKAGE, *python, *map(Path, (*_OF_SYSTEM, *mimetypes.knownfiles))]


SOURCES: Final = Path(__file__).parents[3]
_COMMAND: Final = (sys.executable, "-s", "-B", "-m", "portal.domain.certificates.sandbox")
_REPORT: Final = "isolation"
_SECONDS: Final = 30
_TCP_VERSION: Final = 4
_ALARM: Final = logging.getLogger("portal.alarm")
_LOG: Final = logging.getLogger("portal.certificates")


@dataclass(frozen=True)
class Report:
    """What such a process says is in force in it."""

    landlock: int = 0
    seccomp: bool = False
    bubblewrap: bool = False
    started: bool = True

    @property
    def files(self) -> str:
        """What keeps it from files; "" where nothing does."""
        if self.landlock:
            return f"Landlock {self.landlock}"
        return "bubblewrap" if self.bubblewrap else ""

    @property
    def network(self) -> str:
        """What keeps it from the network; "" where nothing does."""
        if self.seccomp:
            return "seccomp"
        if self.bubblewrap:
            return "bubblewrap"
        return f"Landlock {self.landlock} (TCP only)" if self.landlock >= _TCP_VERSION else ""


@dataclass(frozen=True)
class SandboxStart:
    """A command line, to which a task is added, and what its process reports."""

    command: tuple[str, ...]
    report: Report

    def log(self, data: Path) -> None:
        """One line that says what is in force, above all for the portal's `data` folder."""
        if not self.report.started:
            _ALARM.error("the process that opens uploads does not start: none will be taken")
            return
        files, network = self.report.files, self.report.network
        if any(data.resolve().is_relative_to(one.resolve()) for one in program_files()):
            files = ""
        text = (
            "uploaded files are opened by a process kept from files by %s, from the network by %s"
        )
        if files and network:
            _LOG.info(text, files, network)
        else:
            _ALARM.warning(text, files or "NOTHING", network or "NOTHING")


@functools.cache
def sandbox_start() -> SandboxStart:
    """The best that this system has: Landlock, else bubblewrap if it is installed, else neither."""
    return best_start(_try, shutil.which("bwrap"))


def best_start(
    attempt: Callable[[tuple[str, ...]], Report | None], bubblewrap: str | None
) -> SandboxStart:
    """The first that keeps the process from files; `attempt` starts one and asks it."""
    plain = attempt(_COMMAND) or Report(started=False)
    if plain.files or bubblewrap is None:
        return SandboxStart(_COMMAND, plain)
    command = (bubblewrap, *bubblewrap_options(), *_COMMAND)
    wrapped = attempt(command)
    if wrapped is None:
        return SandboxStart(_COMMAND, plain)
    return SandboxStart(command, Report(wrapped.landlock, wrapped.seccomp, bubblewrap=True))


def _try(command: tuple[str, ...]) -> Report | None:
    try:
        done = subprocess.run(
            [*command, _REPORT],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=SOURCES,
            env={},
            timeout=_SECONDS,
            check=True,
        )
        return Report(**json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _LOG.warning("a process for uploaded files does not start: %s", type(error).__name__)
        return None


def bubblewrap_options() -> list[str]:
    """The same files as with Landlock, beside the interpreter, which is started inside."""
    executable = Path(sys.executable)
    library = Path(sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME"))
    own = (executable, executable.resolve(), executable.parents[1] / "pyvenv.cfg", library)
    bound = [str(path) for path in (*program_files(), *own) if path.exists()]
    files = [word for path in bound for word in ("--ro-bind", path, path)]
    # Its own, empty; before the files, which may lie below it.
    inside = ("--dev", "/dev", "--tmpfs", "/tmp")  # noqa: S108
    return ["--unshare-all", "--die-with-parent", "--new-session", *inside, *files]
