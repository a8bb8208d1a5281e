"""Faults of PySide6 that the app has to live with.

PySide6 6.12.0: `Signal.emit` returns True without owning a reference to it. Until Python 3.12,
which made True immortal, each emit brings True closer to being deallocated, and the process is
aborted when it is. 6.11.3 is free of it.
"""

import sys

from PySide6 import __version__

_AFFECTED = ("6.12.0",)
_ENOUGH = 1 << 40


def keep_true_alive() -> None:
    """Give True more references than a program can lose in its life."""
    if sys.version_info < (3, 12) and __version__ in _AFFECTED:
        from ctypes import c_ssize_t

        # CPython up to 3.11: the first word of an object is its reference count.
        count = c_ssize_t.from_address(id(True))
        if count.value < _ENOUGH:
            count.value += _ENOUGH
