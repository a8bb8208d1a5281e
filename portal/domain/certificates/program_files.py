"""Which files the sandbox may read: Python, libraries, the portal's own modules, fonts."""

import mimetypes
import sysconfig
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[2]
_OF_PYTHON: Final = ("stdlib", "platstdlib", "purelib", "platlib")
_OF_SYSTEM: Final = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/usr/share/fontconfig",
    "/usr/share/fonts",
    "/var/cache/fontconfig",
)


def program_files() -> list[Path]:
    """Files and folders, some of which may not exist."""
    python = dict.fromkeys(Path(sysconfig.get_path(name)) for name in _OF_PYTHON)
    return [_PACKAGE, *python, *map(Path, (*_OF_SYSTEM, *mimetypes.knownfiles))]
