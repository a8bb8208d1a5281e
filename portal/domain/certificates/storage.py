"""Uploaded files, below the data folder, under names that say nothing."""

import logging
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Connection

from portal.domain.certificates.attachments import all_stored_names

FOLDER: Final = "uploads"
_NAME_BYTES: Final = 16
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_GRACE_SECONDS: Final = 3600
_LOG: Final = logging.getLogger("portal.certificates")


@dataclass(frozen=True)
class Storage:
    """The folder of all uploads."""

    folder: Path

    def new_file(self) -> tuple[str, BinaryIO]:
        """A new empty file for the portal's user alone, unbuffered, and its name."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        name = secrets.token_hex(_NAME_BYTES)
        descriptor = os.open(self.path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        return name, os.fdopen(descriptor, "wb", buffering=0)

    def path(self, name: str) -> Path:
        """Where a file lies.

        Raises:
            ValueError: it is no name that `new_file` has given.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("no name of an uploaded file")
        return self.folder / name

    def has(self, name: str) -> bool:
        return self.path(name).is_file()

    def make_durable(self, name: str, now: int) -> None:
        """To be called before its row is written: afterwards a power cut cannot lose it."""
        path = self.path(name)
        os.utime(path, (now, now))
        _sync(path)
        _sync(self.folder)

    def delete(self, *names: str) -> None:
        """To be called after the rows are gone; a file that is gone already is no error."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def sweep(self, connection: Connection, now: int) -> int:
        """Delete files that have no row and are older than an hour; how many they were.

        One that cannot be deleted is logged and stops no other.
        """
        if not self.folder.is_dir():
            return 0
        old = {path.name for path in self.folder.iterdir() if _is_old(path, now)}
        return sum(map(self._try_delete, old - all_stored_names(connection) if old else old))

    def _try_delete(self, name: str) -> bool:
        try:
            self.delete(name)
        except OSError as error:
            _LOG.error("the upload %s cannot be deleted: %s", name, error.strerror)
            return False
        return True


def _is_old(path: Path, now: int) -> bool:
    try:
        return bool(_NAME.fullmatch(path.name)) and path.stat().st_mtime < now - _GRACE_SECONDS
    except FileNotFoundError:
        # Another process was quicker.
        return False


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
