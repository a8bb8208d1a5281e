"""The machine and the interpreter that were measured with.

How an interpreter was built changes times and instructions by a tenth.
"""

import os
import platform
import sqlite3
import sysconfig

_ARGUMENTS = sysconfig.get_config_var("CONFIG_ARGS") or ""


def machine() -> dict[str, str | int | float | bool]:
    """What figures of one run depend on; `load` is that of the last minute."""
    return {
        "python": platform.python_version(),
        "optimised": "--enable-optimizations" in _ARGUMENTS,
        "lto": "--with-lto" in _ARGUMENTS,
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "processors": os.cpu_count() or 0,
        "load": os.getloadavg()[0],
    }
