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
    """Remove what a process left behind when it ended: its socket, and a folder made for it."""
    path = Path(address)
    if not path.name.startswith(_PREFIX):
        return
    if path.is_socket():
        path.unlink(missing_ok=True)
    if path.parent.name.startswith(_PREFIX):
        with suppress(OSError):
            path.parent.rmdir()


def _folders() -> Iterator[Path]:
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime)
    from tempfile import gettempdir, mkdtemp

    shared = Path(gettempdir())
    yield shared
    # A name that another user could foresee, he could take first.
    with suppress(OSError):
        if _keeps_folders(shared) and _is_short(shared / f"{_PREFIX}12345678"):
            yield Path(mkdtemp(prefix=_PREFIX, dir=shared))


def _keeps_folders(shared: Path) -> bool:
    """Whether others cannot replace a folder in this one."""
    mode = shared.stat().st_mode
    return bool(mode & stat.S_ISVTX) or not mode & (stat.S_IWGRP | stat.S_IWOTH)


def _can_be_used(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return is_own and not found.st_mode & 0o077 and _is_short(folder)


def _is_short(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= _LONGEST_FOLDER
