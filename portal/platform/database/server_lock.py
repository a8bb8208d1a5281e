"""One server for each data folder and each database.

The lock is the server's, taken before it starts anything and held as long as it lives: processes
that a server would start to share its work need none of their own.
"""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.database.engines import (
    driver_errors,
    postgres_engine,
    shown_address,
    sqlite_path,
)
from portal.platform.database.migration import DatabaseProblem
from portal.platform.database.statement import try_session_lock

_LOG: Final = logging.getLogger("portal")

FOLDER_LOCK: Final = "portal.lock"
_DATABASE_LOCK_SUFFIX: Final = "-server.lock"
_KEY: Final = b"portal server"


class ServerLock(Protocol):
    """Held since it was made."""

    def is_held(self) -> bool:
        """Whether no other server can have it; may wait for the database.

        Where it was lost with its connection, it is taken again if nobody else has it.
        """


@contextlib.contextmanager
def only_server(folder: Path, url: str) -> Iterator[ServerLock]:
    """Hold data folder and database for this process; its end frees them, however it ends.

    A copy of the folder names the same database, and a changed setting another one in the same
    folder: each is locked for itself.

    Raises:
        DatabaseProblem: another server has one of them, or the database cannot be reached.
    """
    with _file_lock(folder / FOLDER_LOCK, f"the data folder {folder}"):
        path = sqlite_path(url)
        if path is None:
            with contextlib.closing(_PostgresLock(url)) as lock:
                lock.take()
                yield lock
        else:
            # Beside the file and not on it: to close a second descriptor frees SQLite's own locks.
            real = path.resolve()
            place = real.with_name(real.name + _DATABASE_LOCK_SUFFIX)
            with _file_lock(place, f"the database {path}") as lock:
                yield lock


class _FileLock:
    def is_held(self) -> bool:
        return True


@contextlib.contextmanager
def _file_lock(path: Path, what: str) -> Iterator[ServerLock]:
    try:
        import fcntl
    except ImportError:  # Windows, where portals are tried out only
        yield _FileLock()
        return
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _in_use(what) from error
        yield _FileLock()


class _PostgresLock:
    """An advisory lock of a connection that does nothing else. The server frees it as soon as it
    sees that the connection has ended.
    """

    def __init__(self, url: str) -> None:
        self._what = f"the database {shown_address(url)}"
        self._engine: Engine = postgres_engine(url, connections=1)
        self._errors = driver_errors(url)
        self._connection: Connection | None = None

    def take(self) -> None:
        if not self._try():
            raise _in_use(self._what)

    def close(self) -> None:
        self._drop()
        self._engine.dispose()

    def is_held(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
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
            stack.callback(_discard, connection)
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not try_session_lock(connection, _KEY):
                return False
            stack.pop_all()
        self._connection = connection
        return True

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            _discard(connection)


def _discard(connection: Connection) -> None:
    """Not given back to the pool: what is left open there keeps the lock."""
    with contextlib.suppress(SQLAlchemyError):
        connection.invalidate()
        connection.close()


def _in_use(what: str) -> DatabaseProblem:
    return DatabaseProblem(
        f"Another portal is running on {what}: end it first, or use another folder and database."
    )
