"""Where the open window takes messages: an address that others can neither guess nor occupy."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = "aok-2fa-"
_LONGEST_FOLDER: Final = 64
"""Bytes: a socket's whole path has 104 on macOS, and Qt adds some while it makes it."""


def new_address() -> str:
    """A name for this process's server; empty where no folder is this user's alone.

    On Windows it names a pipe of the whole machine, elsewhere a socket in a private folder. It is
    random, so that another user of a terminal server cannot have a pipe of its name ready.
    """
    name = _PREFIX + os.urandom(12).hex()
    if sys.platform == "win32":
        return name
    folder = next(filter(_can_be_used, _folders()), None)
    return "" if folder is None else str(folder / name)


def forget_address(address: str) -> None:
    """Remove the socket that a process left behind when it crashed."""
    path = Path(address)
    if path.name.startswith(_PREFIX) and path.is_socket():
        path.unlink(missing_ok=True)


def _folders() -> Iterator[Path]:
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    from tempfile import gettempdir

    yield Path(gettempdir())
    own = Path(gettempdir(), f"aok-2faktor-{os.getuid()}")
    with suppress(OSError):
        own.mkdir(mode=0o700, exist_ok=True)
    yield own


def _can_be_used(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return is_own and not found.st_mode & 0o077 and len(os.fsencode(folder)) <= _LONGEST_FOLDER
