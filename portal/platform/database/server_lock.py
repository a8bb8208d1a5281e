"""Which servers may use a data folder and a database together.

On SQLite that is one for each. On PostgreSQL any number of them share both, but no server is beside
a command that wants them alone, and a folder belongs to one database.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, text

from portal.platform.database.engines import (
    discard,
    driver_errors,
    is_of_old_primary,
    postgres_engine,
    shown_address,
    sqlite_path,
)
from portal.platform.database.migration import DatabaseProblem
from portal.platform.database.schema_versions import server_name
from portal.platform.database.statement import try_session_lock, try_shared_lock, unlock

_LOG: Final = logging.getLogger("portal")

FOLDER_LOCK: Final = "portal.lock"
_DATABASE_LOCK_SUFFIX: Final = "-server.lock"
_KEY: Final = b"portal server"
_PATIENCE_SECONDS: Final = 5
_PAUSE_SECONDS: Final = 0.05


class ServerLock(Protocol):
    """Held since it was made."""

    is_first: bool
    """Whether no other server had it when it was taken."""

    def is_held(self) -> bool:
        """Whether nobody else can have it who must not; may wait for the database.

        Where it was lost with its connection, it is taken again if nobody else has it.
        """


@contextlib.contextmanager
def server_lock(folder: Path, url: str, *, alone: bool = False) -> Iterator[ServerLock]:
    """Hold data folder and database for this process; its end frees them, however it ends.

    A copy of the folder names the same database, and a changed setting another one in the same
    folder: each is locked for itself.

    Args:
        folder: of the keys.
        url: of the database.
        alone: whether no other server may be there on PostgreSQL either.

    Raises:
        DatabaseProblem: somebody else has one of them, or the database cannot be reached.
    """
    path = sqlite_path(url)
    if path is None:
        with _shared_folder(folder, url), contextlib.closing(_PostgresLock(url, alone)) as lock:
            lock.take()
            yield lock
        return
    with _file_lock(folder / FOLDER_LOCK, f"the data folder {folder}"):
        # Beside the file and not on it: to close a second descriptor frees SQLite's own locks.
        real = path.resolve()
        place = real.with_name(real.name + _DATABASE_LOCK_SUFFIX)
        with _file_lock(place, f"the database {path}") as lock:
            yield lock


class _FileLock:
    is_first = True

    def is_held(self) -> bool:
        return True


@contextlib.contextmanager
def _file_lock(path: Path, what: str) -> Iterator[ServerLock]:
    try:
        import fcntl
    except ImportError:  # Windows, where portals are tried out only
        yield _FileLock()
        return
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _in_use(what) from error
        yield _FileLock()


@contextlib.contextmanager
def _shared_folder(folder: Path, url: str) -> Iterator[None]:
    """Servers of one database share the folder: who has another one would delete their uploads."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    what, mine = f"the data folder {folder}", shown_address(url)
    with (folder / FOLDER_LOCK).open("a+") as file:

        def try_(kind: int) -> bool:
            with contextlib.suppress(OSError):
                fcntl.flock(file, kind | fcntl.LOCK_NB)
                return True
            return False

        if try_(fcntl.LOCK_EX):
            file.truncate(0)
            file.write(mine)
            file.flush()
        # Of a lock that is held alone it makes a shared one.
        if not _patiently(lambda: try_(fcntl.LOCK_SH)):
            raise _in_use(what)
        file.seek(0)
        if file.read() != mine:
            raise _in_use(f"{what} with another database")
        yield


def _patiently(is_taken: Callable[[], bool]) -> bool:
    """Servers that start at a time hold what they share alone for a moment each."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not is_taken():
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


class _PostgresLock:
    """An advisory lock of a connection that does nothing else. The server frees it as soon as it
    sees that the connection has ended.
    """

    def __init__(self, url: str, alone: bool) -> None:
        self.is_first = False
        self._alone = alone
        self._what = f"the database {shown_address(url)}"
        self._engine: Engine = postgres_engine(url, connections=1, name=server_name())
        self._errors = driver_errors(url)
        self._connection: Connection | None = None

    def take(self) -> None:
        if not (self._try() if self._alone else _patiently(self._try)):
            raise _in_use(self._what)

    def close(self) -> None:
        self._drop()
        self._engine.dispose()

    def is_held(self) -> bool:
        try:
            if self._connection is not None and not is_of_old_primary(self._connection):
                self._connection.execute(text("SELECT 1"))
                return True
            self._drop()
        except self._errors:
            self._drop()
        try:
            return self._taken_again()
        except self._errors:
            # Without a database nobody else can have it either; it is looked at again.
            return True

    def _taken_again(self) -> bool:
        if not self._try():
            return False
        _LOG.warning(
            "the connection that holds %s for this server was lost and made anew", self._what
        )
        return True

    def _try(self) -> bool:
        with contextlib.ExitStack() as stack:
            connection = self._engine.connect()
            stack.callback(discard, connection)
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not self._locked(connection):
                return False
            stack.pop_all()
        self._connection = connection
        return True

    def _locked(self, connection: Connection) -> bool:
        self.is_first = try_session_lock(connection, _KEY)
        if self._alone:
            return self.is_first
        is_shared = try_shared_lock(connection, _KEY)
        if self.is_first:
            unlock(connection, _KEY)
        return is_shared

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            discard(connection)


def _in_use(what: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"Another portal is running on {what}: end it first, or use another folder and database."
    )
