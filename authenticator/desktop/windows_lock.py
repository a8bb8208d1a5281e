"""Locks as Windows has them: its C library calls every error that it does not know EINVAL."""

import errno
import os
import sys
from typing import Final

_LOCK_VIOLATION: Final = 33
_NO_LOCKS: Final = frozenset((1, 50, 120))
"""ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, ERROR_CALL_NOT_IMPLEMENTED."""


def lock_byte(handle: int, place: int) -> None:
    """Lock one byte of an open file without waiting.

    Raises:
        OSError: BlockingIOError: another process has it. ENOLCK: the file system has no locks.
    """
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.LockFile.argtypes = [ctypes.c_void_p, *[ctypes.c_uint32] * 4]
        if not kernel.LockFile(msvcrt.get_osfhandle(handle), place, 0, 1, 0):
            raise lock_error(ctypes.get_last_error())


def lock_error(number: int) -> OSError:
    """What Windows' error means."""
    if number == _LOCK_VIOLATION:
        return BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    if number in _NO_LOCKS:
        return OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
    return OSError(errno.EIO, f"error {number} of Windows")
