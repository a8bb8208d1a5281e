"""Gives up everything but the file that is to be opened: other files by landlock(7) (Linux 5.13),
sockets and other processes by seccomp(2).
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.domain.certificates.sandbox_start import program_files

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


_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EPERM
_UNKNOWN: Final = 0x00050000 | errno.ENOSYS
_KILL: Final = 0x80000000
_SECOND_INTERFACE: Final = 0x40000000
"""x32's numbers on x86-64 begin here."""
_NEW_THREAD: Final = 0x10000
_NEVER: Final = {
    # name: (x86-64, arm64); None where there is none
    "socket": (41, 198),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265),
    "mount": (165, 40),
    "unshare": (272, 97),
    "setns": (308, 268),
}


@dataclass(frozen=True)
class _Machine:
    """Which column of the table holds, and what needs a closer look."""

    column: int
    audit_name: int
    clone: int
    clone3: int
    tgkill: int
    prlimit: int


_MACHINES: Final = {
    "x86_64": _Machine(0, 0xC000003E, 56, 435, 234, 302),
    "aarch64": _Machine(1, 0xC00000B7, 220, 435, 131, 261),
}


def filter_system_calls() -> bool:
    """Refuse them from now on, in this thread and in what it starts; False where it cannot be."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or sys.byteorder != "little" or forgo_privileges():
        return False
    program = b"".join(_program(machine))
    kept = ctypes.create_string_buffer(program)
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_SET_SECCOMP, _MODE_FILTER, described, 0, 0) == 0)


def _program(machine: _Machine) -> Iterator[bytes]:
    yield _step(_LOAD, _MACHINE_AT)
    yield _step(_EQUAL, machine.audit_name, 1, 0)
    yield _step(_RETURN, _KILL)
    yield _step(_LOAD, _NUMBER_AT)
    yield _step(_AT_LEAST, _SECOND_INTERFACE, 0, 1)
    yield _step(_RETURN, _REFUSE)
    for numbers in _NEVER.values():
        number = numbers[machine.column]
        if number is not None:
            yield _step(_EQUAL, number, 0, 1)
            yield _step(_RETURN, _REFUSE)
    # Its flags lie in memory, where no filter sees them; libraries then take clone.
    yield _step(_EQUAL, machine.clone3, 0, 1)
    yield _step(_RETURN, _UNKNOWN)
    yield from _only(machine.clone, _HAS_BITS, _NEW_THREAD)
    yield from _only(machine.tgkill, _EQUAL, os.getpid())
    yield from _only(machine.prlimit, _EQUAL, 0)
    yield _step(_RETURN, _ALLOW)


def _only(number: int, comparison: int, value: int) -> Iterator[bytes]:
    """A call that is allowed if its first argument is so."""
    yield _step(_EQUAL, number, 0, 4)
    yield _step(_LOAD, _FIRST_ARGUMENT_AT)
    yield _step(comparison, value, 1, 0)
    yield _step(_RETURN, _REFUSE)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction; the last two say how many following ones are skipped."""
    return struct.pack("=HBBI", code, if_true, if_false, value)


_FOLDER_VARIABLE: Final = "TMPDIR"


@dataclass(frozen=True)
class Isolation:
    """What is in force in this process."""

    landlock: int
    """The version, or 0."""
    seccomp: bool


def isolate() -> Isolation:
    """No files but those of programs, and the folder that `TMPDIR` names, if it does; no network,
    no other processes. Where the system has no means for it, nothing happens.

    Raises:
        LandlockError
    """
    if sys.platform != "linux":
        return Isolation(0, seccomp=False)
    from portal.domain.certificates.sandbox.isolation import filter_system_calls, restrict

    own = os.environ.get(_FOLDER_VARIABLE)
    version = restrict(program_files(), [Path(own)] if own else [])
    return Isolation(version, filter_system_calls())
