"""The interpreter that is measured: how it was built changes times and instructions by a tenth."""

import platform
import sqlite3
import sysconfig

_ARGUMENTS = sysconfig.get_config_var("CONFIG_ARGS") or ""

INTERPRETER: dict[str, str | bool] = {
    "python": platform.python_version(),
    "optimised": "--enable-optimizations" in _ARGUMENTS,
    "lto": "--with-lto" in _ARGUMENTS,
    "sqlite": sqlite3.sqlite_version,
}
