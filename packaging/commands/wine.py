"""A Windows to throw away: one wine prefix, and programs that run in it.

wine is Debian's, 64 bit only. Each program has a time limit, reads nothing and writes into a
pipe: on other standard streams Python for Windows does not start there.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from processes import Word

_PROGRAMS = Path("/usr/lib/wine")
_DLLS = ";".join(
    (
        "mscoree,mshtml=",  # else wine asks for Mono and Gecko
        "winemenubuilder.exe=d",  # else menu entries appear on this desktop
        "winedbg.exe=d",  # a program that crashes ends, instead of waiting for a debugger
        "wbemprox=d",  # without WMI Python asks the registry; wine 8 crashes in WMI
    )
)
_NEVER_CHANGED = ("system32", "syswow64")


class TimeIsUp(Exception):
    """A program took too long; its whole Windows was ended."""


@dataclass(frozen=True)
class Ended:
    """What a program left: its exit code, and all it said."""

    code: int
    words: str


@dataclass(frozen=True)
class Wine:
    """One Windows, whole in a folder."""

    folder: Path

    @property
    def drive(self) -> Path:
        """Drive C."""
        return self.folder / "prefix" / "drive_c"

    def run(
        self, words: Sequence[Word], *, seconds: int, variables: Mapping[str, str] | None = None
    ) -> Ended:
        """Run a program to its end; a Path among `words` becomes what Windows calls it.

        Args:
            variables: more of the environment. Names that begin with QT_ need "WINE" in front.

        Raises:
            TimeIsUp: it ran longer than `seconds`.
        """
        try:
            done = subprocess.run(
                [_PROGRAMS / "wine64", *map(_spelled, words)],
                env={**self._variables(), **(variables or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            self.end()
            raise TimeIsUp(f"{words[0]}: {_text(error.stdout)}") from error
        return Ended(done.returncode, _text(done.stdout))

    @contextmanager
    def running(self, *words: Word) -> Iterator[None]:
        """A program that runs beside others, and is ended with the block."""
        with subprocess.Popen(
            [_PROGRAMS / "wine64", *map(_spelled, words)],
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as program:
            try:
                yield
            finally:
                program.kill()

    def registry(self, key: str) -> dict[str, str]:
        """All values of a key and the keys below it, by their whole names; none without the key."""
        done = self.run(["reg", "query", key, "/s", "/reg:64"], seconds=120)
        values, at = {}, key
        for line in done.words.splitlines() if done.code == 0 else ():
            if line.startswith("HKEY_"):
                at = line
            elif line.strip():
                name, _, value = line.strip().partition("    ")
                values[rf"{at}\{name}"] = value.partition("    ")[2]
        return values

    def wait(self) -> None:
        """Until every program has ended; then what they kept is on the disk."""
        self._server("-w")

    def end(self) -> None:
        """End every program, at once."""
        self._server("-k")
        self._server("-w")

    def _server(self, word: str) -> None:
        subprocess.run(
            [_PROGRAMS / "wineserver64", word],
            env=self._variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def _variables(self) -> dict[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            **os.environ,
            "HOME": str(home),
            "WINEPREFIX": str(self.folder / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": _DLLS,
        }


@contextmanager
def copy_of(kept: Wine, folder: Path) -> Iterator[Wine]:
    """The same Windows again in an empty `folder`; its programs end with the block.

    Its own libraries (700 MB) are links: whatever is installed does not write there.
    """
    copy = Wine(folder)
    system = kept.drive / "windows"
    own = {str(system): [*_NEVER_CHANGED]}
    shutil.copytree(
        kept.folder,
        folder,
        symlinks=True,
        ignore=lambda path, _: own.get(path, []),
        dirs_exist_ok=True,
    )
    for name in _NEVER_CHANGED:
        (copy.drive / "windows" / name).symlink_to(system / name)
    try:
        yield copy
    finally:
        copy.end()


def windows_path(path: Path) -> str:
    """What Windows calls a file of this machine."""
    return "Z:" + str(path.absolute()).replace("/", "\\")


def _spelled(word: Word) -> str:
    return windows_path(word) if isinstance(word, Path) else word


def _text(output: bytes | None) -> str:
    return (output or b"").decode(errors="replace").replace("\r\n", "\n")
