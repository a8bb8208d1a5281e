"""What a process may still open, once it has given up the rest (landlock(7), Linux 5.13)."""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# These are alike on all architectures.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_NO_NEW_PRIVILEGES: Final = 38

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_TRUNCATE: Final = 1 << 14
_READ: Final = _READ_FILE | _READ_DIR
_CHANGE: Final = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_FILE | _TRUNCATE
_OF_FILES: Final = _READ_FILE | _WRITE_FILE | _TRUNCATE
_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many rights a version knows; of those after 5, as many as 5."""
_TCP: Final = 0b11
"""Binding and connecting, from version 4."""
_SCOPES: Final = 0b11
"""Abstract Unix sockets and signals, from version 6."""


class LandlockError(Exception):
    """The kernel has it, but does not take a rule."""


def landlock_version() -> int:
    """The version of the kernel's interface; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(_CREATE_RULESET, None, 0, _ASK_VERSION))


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> int:
    """Give up all files but these, all TCP and all signals, as far as the kernel knows them.

    It holds for this thread and for what it starts; it cannot be undone. The version, or 0.

    Raises:
        LandlockError
    """
    version = landlock_version()
    if not version:
        return 0
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    attributes = struct.pack("=QQQ", rights, _TCP, _SCOPES)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = _call(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        raise LandlockError
    try:
        for paths, allowed in ((readable, _READ), (writable, _READ | _CHANGE)):
            for path in paths:
                _allow(ruleset, path, allowed & rights)
        if forgo_privileges() or _call(_RESTRICT_SELF, ruleset, 0):
            raise LandlockError
    finally:
        os.close(ruleset)
    return version


def forgo_privileges() -> int:
    """No program that is started can have more rights than this one; 0 is success."""
    return _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)  # type: ignore[no-any-return]


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        # Other distributions keep their libraries elsewhere.
        return
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        if _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0):
            raise LandlockError
    finally:
        os.close(opened)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: int | bytes | None) -> int:
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(_libc().syscall(ctypes.c_long(number), *words))
