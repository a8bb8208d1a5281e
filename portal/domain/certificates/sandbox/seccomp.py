"""A filter of system calls: no sockets, no other processes (seccomp(2), Linux)."""

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.domain.certificates.sandbox.landlock import forgo_privileges

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
