"""A lease on a profile whose file system has no locks: a file that its owner keeps renewing."""

import contextlib
import hashlib
import logging
import os
import tempfile
from pathlib import Path
from typing import Final

from authenticator.storage.json_file import replace_file
from authenticator.values import dataclass

RENEWAL: Final = 20.0
"""Seconds between two renewals."""
LIFETIME: Final = 90.0
"""Seconds after its last renewal in which a lease counts: a suspended computer loses it."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Found:
    data: bytes
    written: float
    """By the clock of the file system, seconds."""


class ProfileLease:
    """`running.lease` in the folder of the profile; its content says who has it.

    Ages are differences of two times of the file system itself, so that the clocks of computers
    do not matter. Of several starts that find an ended lease one alone may replace it.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "running.lease"
        self._mine: bytes | None = None

    def take(self, record: bytes) -> bool:
        """Take the lease; False while another process has it.

        Args:
            record: says who takes it; unlike every other one.

        Raises:
            OSError: the folder does not allow it.
        """
        found = _find(self.path)
        if found is None:
            taken = _create(self.path, record)
        elif self._counts(found):
            taken = False
        else:
            taken = self._replace(found, record)
        if taken:
            self._mine = record
        return taken

    def renew(self) -> bool:
        """Renew it; False where another process has taken it since, so that this one must end."""
        if self._mine is None:
            return False
        try:
            with self.path.open("r+b", buffering=0) as file:
                if file.read() != self._mine:
                    return False
                file.seek(0)
                file.write(self._mine)
                os.fsync(file.fileno())
        except FileNotFoundError:
            return self._take_again(self._mine)
        except OSError as error:
            _LOG.warning("the lease cannot be renewed: %s", type(error).__name__)
        return True

    def release(self) -> None:
        """Let go, for the next start not to wait."""
        mine, self._mine = self._mine, None
        with contextlib.suppress(OSError):
            if mine is not None and self.path.read_bytes() == mine:
                self.path.unlink()

    def _take_again(self, record: bytes) -> bool:
        try:
            return _create(self.path, record)
        except OSError as error:
            _LOG.warning("the lease cannot be renewed: %s", type(error).__name__)
            return True

    def _counts(self, found: _Found) -> bool:
        return file_system_time(self.path.parent) - found.written <= LIFETIME

    def _replace(self, ended: _Found, record: bytes) -> bool:
        digest = hashlib.sha256(ended.data).hexdigest()[:12]
        mark = self.path.with_name(f"running.{digest}.ended")
        if not _create(mark, b""):
            left = _find(mark)
            if left is not None and not self._counts(left):
                # Of a start that was killed right here.
                mark.unlink(missing_ok=True)
            return False
        try:
            found = _find(self.path)
            if found is None or found.data != ended.data or self._counts(found):
                return False
            replace_file(self.path, record)
            return True
        finally:
            mark.unlink(missing_ok=True)


def file_system_time(folder: Path) -> float:
    """What the clock of the file system says, seconds since 1970.

    Raises:
        OSError: no file can be made there.
    """
    with tempfile.NamedTemporaryFile(dir=folder, prefix="running.") as file:
        file.write(b".")
        file.flush()
        return os.fstat(file.fileno()).st_mtime


def _find(path: Path) -> _Found | None:
    """Opened for it: so a network drive asks its server instead of what it remembers."""
    try:
        with path.open("rb") as file:
            return _Found(file.read(), os.fstat(file.fileno()).st_mtime)
    except FileNotFoundError:
        return None


def _create(path: Path, content: bytes) -> bool:
    """Make a file that is not there; False where it is."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return True
