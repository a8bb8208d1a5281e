"""What is wrong with disk or database, told from the errors of drivers and operating system."""

import errno
import logging
import os
import sqlite3
import time
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.platform.logs import support_code

_ALARM: Final = logging.getLogger("portal.alarm")


class StorageFailure(Enum):
    """The value says what happened and what to do; it is for the operator."""

    FULL = "the disk is full: free some space, what was refused meanwhile is tried again"
    DISK = (
        "the disk cannot be read or written: it may be full or failing, see the system's log; "
        "if it fails, restore the backup on another one"
    )
    DAMAGED = "the database is damaged: stop the portal and put the backup back"
    READ_ONLY = "disk or database may only be read: check the mount, the rights and the owner"
    BUSY = "the database is locked by another program, or has too many connections: end it"
    UNREACHABLE = (
        "the database cannot be opened or reached: check its address, its rights and whether it "
        "is running"
    )
    OLD_PRIMARY = (
        "the database server that answers is an old primary, which was replaced by a promoted "
        "replica: start that one, and end the old one"
    )
    OUTDATED = (
        "the tables of the database were changed while the portal was running: what was refused "
        "is tried again, on new connections"
    )


OLD_PRIMARY_STATE: Final = "ZP001"
OUTDATED_STATE: Final = "ZP002"
"""Ours: no code of PostgreSQL begins with Z."""

_OS: Final = {
    errno.ENOSPC: StorageFailure.FULL,
    errno.EDQUOT: StorageFailure.FULL,
    errno.EFBIG: StorageFailure.FULL,
    errno.EROFS: StorageFailure.READ_ONLY,
    errno.EIO: StorageFailure.DISK,
}
# Primary result codes; https://www.sqlite.org/rescode.html
_SQLITE: Final = {
    sqlite3.SQLITE_FULL: StorageFailure.FULL,
    sqlite3.SQLITE_IOERR: StorageFailure.DISK,
    sqlite3.SQLITE_CORRUPT: StorageFailure.DAMAGED,
    sqlite3.SQLITE_NOTADB: StorageFailure.DAMAGED,
    sqlite3.SQLITE_READONLY: StorageFailure.READ_ONLY,
    sqlite3.SQLITE_BUSY: StorageFailure.BUSY,
    sqlite3.SQLITE_LOCKED: StorageFailure.BUSY,
    sqlite3.SQLITE_CANTOPEN: StorageFailure.UNREACHABLE,
}
_PRIMARY: Final = 0xFF
_UNSAID: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_LEAST_BYTES: Final = 256 * 1024
_LEAST_FILES: Final = 3
"""To be opened, a database needs two files of SQLite's own beside it, 32 KiB at first."""
# PostgreSQL's error codes by their beginning (its documentation, appendix A).
_POSTGRES: Final = {
    "08": StorageFailure.UNREACHABLE,
    "53100": StorageFailure.FULL,
    "53300": StorageFailure.BUSY,
    "55P03": StorageFailure.BUSY,
    # Time limits of the server: of a statement, of a transaction that waits, of any transaction.
    "57014": StorageFailure.BUSY,
    "25P03": StorageFailure.BUSY,
    "25P04": StorageFailure.BUSY,
    "57P": StorageFailure.UNREACHABLE,
    "58030": StorageFailure.DISK,
    "25006": StorageFailure.READ_ONLY,
    OLD_PRIMARY_STATE: StorageFailure.OLD_PRIMARY,
    OUTDATED_STATE: StorageFailure.OUTDATED,
    "XX001": StorageFailure.DAMAGED,
    "XX002": StorageFailure.DAMAGED,
}
_LOST_CONNECTION: Final = frozenset({"OperationalError", "InterfaceError"})


def is_database_error(error: BaseException) -> bool:
    """Whether a driver or SQLAlchemy has raised it, whatever its reason."""
    return isinstance(error, (SQLAlchemyError, sqlite3.Error)) or hasattr(error, "sqlstate")


def storage_failure(error: BaseException | None) -> StorageFailure | None:
    """What an error says of disk or database; None where neither is its reason."""
    if isinstance(error, DBAPIError):
        return storage_failure(error.orig)
    if isinstance(error, PoolTimeout):
        return StorageFailure.BUSY
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
    if isinstance(error, OSError):
        return _OS.get(error.errno or 0)
    return _of_postgres(error)


def name_full_disk(error: sqlite3.Error, folder: Path) -> None:
    """Give an error the code of its reason, where SQLite says only that something did not work.

    It says so of its own files beside the database, which lie in `folder`.
    """
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code not in _UNSAID or not hasattr(os, "statvfs"):
        return
    try:
        disk = os.statvfs(folder)
    except OSError:
        return
    # Some file systems count no files.
    no_files = disk.f_files > 0 and disk.f_favail < _LEAST_FILES
    if disk.f_flag & os.ST_RDONLY:
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    elif no_files or disk.f_bavail * disk.f_frsize < _LEAST_BYTES:
        error.sqlite_errorcode = sqlite3.SQLITE_FULL


def _of_postgres(error: BaseException | None) -> StorageFailure | None:
    """The driver is imported only where it is used, so its errors are known by their members."""
    if error is None or not hasattr(error, "sqlstate"):
        return None
    state: str | None = error.sqlstate
    if state is None:
        lost = not _LOST_CONNECTION.isdisjoint(kind.__name__ for kind in type(error).__mro__)
        return StorageFailure.UNREACHABLE if lost else None
    found = (failure for begin, failure in _POSTGRES.items() if state.startswith(begin))
    return next(found, None)


class StorageUnavailable(Exception):
    """Disk or database cannot be used now; the operator was told, the reader needs the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outage:
    """Tells the operator once that disk or database fails, and once that they work again.

    What is refused meanwhile is counted: hundreds of requests are not hundreds of log lines.
    """

    def __init__(self, quiet_seconds: float = 10) -> None:
        """Begin without one; it is over when nothing has failed for `quiet_seconds`."""
        self._quiet_seconds = quiet_seconds
        self._failure: StorageFailure | None = None
        self._code = ""
        self._count = 0
        self._last = 0.0

    @property
    def current(self) -> tuple[str, StorageFailure] | None:
        """Code and failure of one that goes on."""
        return None if self._failure is None else (self._code, self._failure)

    def unavailable(self, failure: StorageFailure) -> StorageUnavailable:
        """To be raised in the place of an error; logs it unless it goes on already."""
        self._count += 1
        self._last = time.monotonic()
        if failure is not self._failure:
            self._failure = failure
            self._code = support_code(503)
            _ALARM.error("%s: %s", self._code, failure.value)
        return StorageUnavailable(self._code)

    @property
    def may_be_over(self) -> bool:
        """Whether it goes on, and nothing has failed for a while."""
        return self._failure is not None and time.monotonic() - self._last >= self._quiet_seconds

    def has_worked(self) -> None:
        """Something was written durably: bytes, not a transaction that changed nothing."""
        if not self.may_be_over:
            return
        _ALARM.warning("%s is over; %d times it was noticed", self._code, self._count)
        self._failure, self._count = None, 0
