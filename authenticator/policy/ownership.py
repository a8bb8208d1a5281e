"""Whether a file can have been written by administrators only.

It can be changed by who may write it, who owns it, and who may replace it or one of the folders
and symbolic links that lead to it. All of these have to be administrators: root (macOS: the group
`admin` too), or on Windows what `windows_acl` lists.
"""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MAC_GROUPS: Final = frozenset((0, 80))
"""wheel and admin, whose members may become root."""


BELONGS: Final = "it belongs to the user {name}: give it to root (chown root {path})"
WRITABLE: Final = "others than root can write it: take that away (chmod go-w {path})"
LINK: Final = "it is a link or junction: put a file or folder in its place"
CHANGEABLE: Final = (
    "{name} can change it: let only SYSTEM and Administrators own it and write there (icacls)"
)
KEY_CHANGEABLE: Final = (
    "{name} can change it: let only SYSTEM and Administrators own the key and write there (regedit)"
)


class UserCanChange(Exception):
    """Not only administrators can change it. Its text says what, why and what to do."""

    def __init__(self, path: Path, remedy: str, name: str = "") -> None:
        """`remedy` is one of those above; "{name}" in it stands for `name`."""
        self.path, self.remedy, self.name = path, remedy, name
        super().__init__(f"{path}: {remedy.format(name=name, path=path)}")


def require_administrators(
    file: Path, *, administrator: int = 0, beginning: Path = Path("/")
) -> None:
    """Look at a file and all folders that lead to it, through symbolic links as well.

    Args:
        file: need not exist: then its folders are looked at, as users could make it there.
        administrator: the POSIX user that counts as one.
        beginning: the folder from which on POSIX is looked; what leads to it is taken as right.

    Raises:
        UserCanChange: a user could have changed it, or could replace it.
        OSError: that cannot be looked at.
    """
    if sys.platform == "win32":
        from authenticator.policy.windows import require_administrators_only

        require_administrators_only(file)
    else:
        for path in _leading_to(file):
            if path.is_relative_to(beginning):
                _look_at(path, administrator)


def _leading_to(file: Path) -> Iterator[Path]:
    """Every folder, link and file on the way, of those that exist."""
    pending, seen = [file.absolute()], set[Path]()
    while pending:
        whole = pending.pop()
        for path in (*reversed(whole.parents), whole):
            if path in seen or not os.path.lexists(path):
                continue
            seen.add(path)
            yield path
            if path.is_symlink():
                pending.append(path.parent / path.readlink() / whole.relative_to(path))


def _look_at(path: Path, administrator: int) -> None:
    found = path.lstat()
    if found.st_uid != administrator:
        raise UserCanChange(path, BELONGS, str(found.st_uid))
    if stat.S_ISLNK(found.st_mode):  # has no permissions of its own
        return
    writable = found.st_mode & stat.S_IWOTH or (
        found.st_mode & stat.S_IWGRP and not _is_group_of_administrators(found.st_gid)
    )
    if writable:
        raise UserCanChange(path, WRITABLE)


def _is_group_of_administrators(group: int) -> bool:
    return sys.platform == "darwin" and group in _MAC_GROUPS
