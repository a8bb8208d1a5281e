"""`python -m tests.faults.own_namespace SERIES FOLDER`: faults on a file system of their own.

A process of its own has a user and mount namespace of its own: it is root there, without the
right to read and write what its mode forbids, and what it mounts nobody else sees. It needs
`unshare`, `setpriv` and `mount` of util-linux, and a system that lets users have namespaces.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, Final

from tests.faults.series import Fault

Faults = Callable[[Path], Iterator[Fault]]

_START: Final = (
    *("unshare", "--user", "--map-root-user", "--mount", "--kill-child", "--fork"),
    *("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--"),
)
_NEEDED: Final = (
    "a file system of its own cannot be mounted here: it needs util-linux and user namespaces, "
    "which root has, and users by sysctl kernel.unprivileged_userns_clone=1 (Debian) or "
    "kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)"
)
_PLENTY: Final = 64 * 1024 * 1024
_MANY: Final = 10_000
_PAGE: Final = 4096
_TRIES: Final = 5


class Disk:
    """A file system in memory, whose size is chosen again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        _mount("-t", "tmpfs", "-o", f"mode=700,{_options()}", "none", str(path))
        # Of an empty one `leave(0)` would be a size of 0, which means as large as anyone likes.
        (path / "one-page").write_bytes(b"\0")

    def leave(self, pages: int) -> None:
        """Room for so many pages of 4096 bytes."""
        self._make_smaller(lambda: _options(size=(self.used_pages + pages) * _PAGE))

    def leave_files(self, files: int) -> None:
        """Room for so many files and folders."""
        self._make_smaller(lambda: _options(files=self._used_files + files))

    def forbid_writing(self) -> None:
        self._remount("ro")

    def free(self) -> None:
        """Room for everything again."""
        self._remount(f"rw,{_options()}")

    @contextmanager
    def troubled(self, begin: Callable[[], None]) -> Iterator[None]:
        """As `begin` makes it, until the block ends; then there is room for everything again."""
        begin()
        try:
            yield
        finally:
            self.free()

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=True)

    @property
    def used_pages(self) -> int:
        found = os.statvfs(self.path)
        return (found.f_blocks - found.f_bfree) * found.f_frsize // _PAGE

    @property
    def _used_files(self) -> int:
        found = os.statvfs(self.path)
        return found.f_files - found.f_ffree

    def _make_smaller(self, options: Callable[[], str]) -> None:
        """Measured anew where that is refused: something was written since."""
        for _ in range(_TRIES):
            with suppress(subprocess.CalledProcessError):
                return self._remount(options())
        return self._remount(options())

    def _remount(self, options: str) -> None:
        _mount("-o", f"remount,{options}", str(self.path))


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def _options(size: int = _PLENTY, files: int = _MANY) -> str:
    return f"size={size},nr_inodes={files}"


@contextmanager
def mounted(path: Path) -> Iterator[Disk]:
    """Until the block ends."""
    disk = Disk(path)
    try:
        yield disk
    finally:
        disk.close()


@contextmanager
def with_mode(path: Path, mode: int) -> Iterator[None]:
    """Until the block ends a file or folder has this mode, which root in here obeys, too."""
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def in_own_namespace(series: str) -> Faults:
    """The faults of a module of `tests.faults`, its function `faults`, injected in such a process.

    The process names a fault, is told whether to inject it, and says what is wrong then.
    """

    def faults(folder: Path) -> Iterator[Fault]:
        command = [*_START, sys.executable, "-m", __spec__.name, series, str(folder)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin
            assert process.stdout
            yield from _told_of(process.stdin, process.stdout)
            process.stdin.close()

    return faults


def _told_of(asked: IO[str], told: IO[str]) -> Iterator[Fault]:
    def inject(done: list[None]) -> list[str]:
        done.append(None)
        print("inject", file=asked, flush=True)
        answer = told.readline()
        if not answer:
            raise RuntimeError("the process in its own namespace has ended")
        wrong: list[str] = json.loads(answer)
        return wrong

    if told.readline() != "ready\n":
        raise RuntimeError(_NEEDED)
    while name := told.readline():
        done: list[None] = []
        yield Fault(name.rstrip("\n"), partial(inject, done))
        if not done:
            print("pass over", file=asked, flush=True)


def _main(series: str, folder: Path) -> None:
    with mounted(folder / "proof"):
        print("ready", flush=True)
    faults: Faults = import_module(f"tests.faults.{series}").faults
    for fault in faults(folder):
        print(fault.name, flush=True)
        answer = sys.stdin.readline()
        if not answer:
            break
        if answer == "inject\n":
            print(json.dumps(fault.inject()), flush=True)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
