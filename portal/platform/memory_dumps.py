"""Keeps the memory of this process, with keys and PIN proofs in it, out of core dumps."""

import ctypes
import sys
from typing import Final

_SET_DUMPABLE: Final = 4
# At 0 the kernel still hands the memory to a collector that core_pattern names (core(5)).
_CORE_BYTES: Final = 1


def forbid_memory_dumps() -> None:
    """Let neither the kernel nor another program of the same user write the memory out.

    Programs that are started from here may be dumped again: PR_SET_DUMPABLE (prctl(2)) ends with
    exec, the limit stays.
    """
    try:
        import resource
    except ImportError:  # Windows, where portals are tried out only
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = _CORE_BYTES if hard == resource.RLIM_INFINITY else min(hard, _CORE_BYTES)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, hard))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)
