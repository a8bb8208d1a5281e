"""Where the open window takes messages: a place that nobody else can guess or stand in."""

import os
import secrets
import stat
import sys
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = "aok-2fa-"


def new_address() -> str:
    """A name for this process's server; empty where no folder is this user's alone.

    On Windows it names a pipe of the whole machine, elsewhere a socket in a private folder. It is
    random, so that another user of a terminal server cannot have a pipe of its name ready.
    """
    name = _PREFIX + secrets.token_urlsafe(16)
    if sys.platform == "win32":
        return name
    folder = next(filter(_is_private, _folders()), None)
    return "" if folder is None else str(folder / name)


def forget_address(address: str) -> None:
    """Remove the socket that a process left behind when it crashed."""
    path = Path(address)
    if path.name.startswith(_PREFIX) and path.is_socket():
        path.unlink(missing_ok=True)


def _folders() -> list[Path]:
    own = Path(tempfile.gettempdir(), f"aok-2faktor-{os.getuid()}")
    if not own.exists():
        own.mkdir(mode=0o700)
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return [*([Path(runtime)] if runtime else []), Path(tempfile.gettempdir()), own]


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return is_own and not found.st_mode & 0o077
