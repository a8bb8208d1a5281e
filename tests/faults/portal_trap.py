"""`python -m tests.faults.portal_trap serve …`: the portal, killed at a chosen write.

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
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from portal.__main__ import main

VARIABLE: Final = "FAULTS_TRAP"
_FORM: Final = struct.Struct("=qqq")
_POINTER: Final = ctypes.c_void_p
_WRITE: Final = (ctypes.c_ssize_t, ctypes.c_int, _POINTER, ctypes.c_size_t)
_OF_SQLITE: Final = {
    b"write": ctypes.CFUNCTYPE(*_WRITE),
    b"pwrite": ctypes.CFUNCTYPE(*_WRITE, ctypes.c_int64),
    b"pwrite64": ctypes.CFUNCTYPE(*_WRITE, ctypes.c_int64),
    b"unlink": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p),
    b"ftruncate": ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int64),
}
_OF_PYTHON: Final = ("fsync", "rename", "replace", "unlink")
_METHODS_BEFORE: Final = 13
"""Function pointers of sqlite3_vfs before xSetSystemCall."""


class Trap:
    """A counter in a file that both processes have mapped."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_FORM.size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _FORM.size)

    def set(self, fatal: int, *, done: bool = False) -> None:
        """Count from here on; kill at write number `fatal` (0: at none), or after it was `done`."""
        _FORM.pack_into(self._map, 0, 0, fatal, done)

    @property
    def seen(self) -> int:
        """Writes since it was set."""
        seen, _, _ = self._state()
        return seen

    def watched(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """`original`, counted, and fatal when it is its turn."""

        def call(*arguments: Any, **words: Any) -> Any:
            seen, fatal, done = self._state()
            _FORM.pack_into(self._map, 0, seen + 1, fatal, done)
            if seen + 1 == fatal:
                if done:
                    original(*arguments, **words)
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **words)

        return call

    def _state(self) -> tuple[int, int, int]:
        seen, fatal, done = _FORM.unpack_from(self._map)
        return seen, fatal, done


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
            replaced = form(trap.watched(form(address)))
            vfs.contents.set_call(vfs, name, ctypes.cast(replaced, _POINTER))
            kept.append(replaced)
    return kept


def _serve(words: list[str]) -> int:
    trap = Trap(Path(os.environ[VARIABLE]))
    for name in _OF_PYTHON:
        setattr(os, name, trap.watched(getattr(os, name)))
    kept = _watch_sqlite(trap)
    code = main(words)
    kept.clear()
    return code


if __name__ == "__main__":
    sys.exit(_serve(sys.argv[1:]))
