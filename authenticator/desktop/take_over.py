"""A session asks the one that has the profile to let go of it: by a file beside the lock.

A file also reaches a window on another computer. It holds nothing but a random mark.
"""

import contextlib
import logging
import os
import stat
from pathlib import Path
from typing import Final

from authenticator.failures import Failure, Refused

LOOK: Final = 5.0
"""Seconds between two looks of the window that has the profile."""
PATIENCE: Final = 60.0
"""Seconds for the other window to end its work and let go."""
LIFETIME: Final = 120.0
"""Seconds in which a request counts: whoever made it may have been killed."""

_LOG: Final = logging.getLogger(__name__)


class TakeOverRequest:
    """`running.wanted` in the folder of the profile. Of several requests the last one counts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "running.wanted"
        self._mine = b""

    def make(self) -> None:
        """Ask.

        Raises:
            Refused: PROFILE_UNWRITABLE.
        """
        from authenticator.storage.json_file import replace_file

        self._mine = os.urandom(8).hex().encode()
        try:
            replace_file(self._path, self._mine)
        except OSError as error:
            raise Refused(Failure.PROFILE_UNWRITABLE, details=str(self._folder)) from error

    def withdraw(self) -> None:
        """Ask no longer; another session's request stays."""
        mine, self._mine = self._mine, b""
        with contextlib.suppress(OSError):
            if mine and self._path.read_bytes() == mine:
                self._path.unlink()

    def clear(self) -> None:
        """Nobody is asked any more: whoever asked before wanted it of somebody else."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def is_made(self) -> bool:
        """Whether another session of the same user asks. What cannot be read asks for nothing."""
        try:
            return self._counts()
        except OSError as error:
            _LOG.warning("requests to take over cannot be read: %s", type(error).__name__)
            return False

    def _counts(self) -> bool:
        # Listed for it: so a network drive asks its server instead of what it remembers.
        if self._path not in self._folder.iterdir():
            return False
        from authenticator.desktop.profile_lease import file_system_time

        found = self._path.lstat()
        # Not of `os.geteuid`: network drives give users numbers of their own.
        is_own = found.st_uid == _owner(self._folder / "running.lock")
        age = file_system_time(self._folder) - found.st_mtime
        return stat.S_ISREG(found.st_mode) and is_own and age <= LIFETIME


def _owner(path: Path) -> int:
    return path.lstat().st_uid
