"""The portal in a process of its own, with a fault at a chosen write.

SQLite's own calls are watched too, by its interface for replacing them
(https://www.sqlite.org/c3ref/vfs.html). Where it waits for the disk lies between two of them, and
what a killed process has written stays: so "after a write" is "before its fsync".
"""

import _sqlite3
import ctypes
import mmap
import os
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final
from unittest import mock

from portal import http_protocol, server
from portal.__main__ import main
from portal.domain.certificates import sandbox_client
from portal.domain.certificates.sandbox_start import SandboxStart
from portal.platform.clock import SystemClock
from portal.platform.database import listening, schema_versions

PRELOADED: Final = (__name__, "alembic.command", "alembic.config")
"""Modules that a process is made with, so that a start of the portal needs no import."""
_COUNTS: Final = struct.Struct("=qq")
"""Written by the portal: all writes, and those that were made to fail."""
_ORDER: Final = struct.Struct("=qqq")
"""Written by the series: at which write, whether after it was done, and what."""
_CLOCK: Final = struct.Struct("=q")
_ORDER_AT: Final = _COUNTS.size
_CLOCK_AT: Final = _ORDER_AT + _ORDER.size
_KILLED: Final = 0
_STOPPED: Final = -1
_POINTER: Final = ctypes.c_void_p
_WRITE: Final = (ctypes.c_ssize_t, ctypes.c_int, _POINTER, ctypes.c_size_t)
_OF_SQLITE: Final = {
    b"write": ctypes.CFUNCTYPE(*_WRITE, use_errno=True),
    b"pwrite": ctypes.CFUNCTYPE(*_WRITE, ctypes.c_int64, use_errno=True),
    b"pwrite64": ctypes.CFUNCTYPE(*_WRITE, ctypes.c_int64, use_errno=True),
    b"unlink": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, use_errno=True),
    b"ftruncate": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int64, use_errno=True),
}
_OF_PYTHON: Final = ("fsync", "rename", "replace", "unlink")
_METHODS_BEFORE: Final = 13
"""Function pointers of sqlite3_vfs before xSetSystemCall."""


class Trap:
    """A counter in a file that both processes have mapped, and what happens at which write."""

    def __init__(self, path: Path) -> None:
        size = _CLOCK_AT + _CLOCK.size
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), size)

    def set(self, fatal: int, *, done: bool = False) -> None:
        """Count from here on; kill at write number `fatal` (0: at none), or after it was `done`."""
        self._order(fatal, done, _KILLED)

    def fail(self, number: int, error: int) -> None:
        """Count from here on; each write from `number` on fails with this errno."""
        self._order(number, False, error)

    def suspend(self, number: int) -> None:
        """Count from here on; stop at write `number`, as SIGSTOP would, until SIGCONT."""
        self._order(number, False, _STOPPED)

    def relieve(self) -> None:
        """From here on nothing happens; counting goes on."""
        _ORDER.pack_into(self._map, _ORDER_AT, 0, False, _KILLED)

    @property
    def seen(self) -> int:
        """Writes since it was set."""
        return self._counts()[0]

    @property
    def failed(self) -> int:
        """Of these, those that were made to fail."""
        return self._counts()[1]

    @property
    def clock(self) -> int:
        """Seconds by which the portal's clock goes ahead of this computer's."""
        (seconds,) = _CLOCK.unpack_from(self._map, _CLOCK_AT)
        return int(seconds)

    @clock.setter
    def clock(self, seconds: int) -> None:
        _CLOCK.pack_into(self._map, _CLOCK_AT, seconds)

    def watched(
        self, original: Callable[..., Any], fail: Callable[[int], int]
    ) -> Callable[..., Any]:
        """`original`, counted, and failing, fatal or stopping when it is its turn.

        Args:
            original: the call.
            fail: tells an errno as this call does.
        """

        def call(*arguments: Any, **words: Any) -> Any:
            seen, failed = self._counts()
            number, done, what = _ORDER.unpack_from(self._map, _ORDER_AT)
            failing = what > 0 and seen + 1 >= number
            _COUNTS.pack_into(self._map, 0, seen + 1, failed + failing)
            if failing:
                return fail(what)
            if seen + 1 == number:
                if done:
                    original(*arguments, **words)
                os.kill(os.getpid(), signal.SIGSTOP if what == _STOPPED else signal.SIGKILL)
            return original(*arguments, **words)

        return call

    def _order(self, number: int, done: bool, what: int) -> None:
        _COUNTS.pack_into(self._map, 0, 0, 0)
        _ORDER.pack_into(self._map, _ORDER_AT, number, done, what)

    def _counts(self) -> tuple[int, int]:
        seen, failed = _COUNTS.unpack_from(self._map)
        return seen, failed


class TrapClock:
    """The computer's clock, ahead by as much as the trap says."""

    def __init__(self, trap: Trap) -> None:
        self._trap = trap

    def now(self) -> int:
        return int(time.time()) + self._trap.clock

    def advance(self, seconds: int) -> None:
        self._trap.clock += seconds


def _fail_in_c(error: int) -> int:
    ctypes.set_errno(error)
    return -1


def _fail_in_python(error: int) -> int:
    raise OSError(error, os.strerror(error))


class _Vfs(ctypes.Structure):
    """The beginning and the end of sqlite3_vfs."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("methods", _POINTER * _METHODS_BEFORE),
        ("set_call", ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_char_p, _POINTER)),
        ("get_call", ctypes.CFUNCTYPE(_POINTER, _POINTER, ctypes.c_char_p)),
    )


def _watch_sqlite(trap: Trap) -> list[Any]:
    """What it returns must stay alive."""
    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.restype = ctypes.POINTER(_Vfs)
    vfs, kept = find(None), []
    for name, form in _OF_SQLITE.items():
        if address := vfs.contents.get_call(vfs, name):
            replaced = form(trap.watched(form(address), _fail_in_c))
            vfs.contents.set_call(vfs, name, ctypes.cast(replaced, _POINTER))
            kept.append(replaced)
    return kept


@dataclass(frozen=True)
class Start:
    """One start of the portal."""

    words: tuple[str, ...]
    """Of its command line."""
    variables: Mapping[str, str]
    trap: Path
    log: Path
    announced: Connection
    """Takes what it says on its standard output."""
    sandbox: SandboxStart
    """As another process has found it: to find it takes longer than all the rest."""
    patience: float | None = None
    """Seconds that it waits for head and body of a request, and keeps a connection without one;
    else as long as in production."""
    steps: Path | None = None
    """Of the tables, where it is a version to come (`tests.support.revisions`)."""
    beat_seconds: float = 5
    """How often it looks who else serves the same PostgreSQL; in production as often as this."""


@contextmanager
def _impatient(seconds: float) -> Iterator[None]:
    shorter: dict[str, Any] = {
        "HEAD_SECONDS": seconds,
        "BODY_SECONDS": seconds,
        "_TICK_SECONDS": seconds / 4,
    }
    with (
        mock.patch.multiple(http_protocol, **shorter),
        mock.patch.object(server, "_KEEP_ALIVE_SECONDS", seconds),
    ):
        yield


def serve(start: Start) -> None:
    """Be the portal until it ends; in a process of its own, which ends with it."""
    os.dup2(start.announced.fileno(), sys.stdout.fileno())
    with start.log.open("ab") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())
    os.environ.update(start.variables)
    trap = Trap(start.trap)
    for name in _OF_PYTHON:
        setattr(os, name, trap.watched(getattr(os, name), _fail_in_python))
    kept = _watch_sqlite(trap)
    with (
        mock.patch.object(sandbox_client, "sandbox_start", return_value=start.sandbox),
        mock.patch.object(SystemClock, "now", TrapClock(trap).now),
        nullcontext() if start.patience is None else _impatient(start.patience),
        mock.patch.object(schema_versions, "_FOLDER", start.steps or schema_versions._FOLDER),
        mock.patch.object(listening, "_BEAT_SECONDS", start.beat_seconds),
    ):
        code = main(start.words)
    kept.clear()
    sys.exit(code)
