"""SQL that is compiled once and then handed to the driver, the advisory lock, and what people
type to find something, as a pattern of LIKE.
"""

import contextlib
import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Column, Connection, bindparam, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import Executable

from crypto.typed_text import without_unseen
from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.compiled import Compiled, OnPostgres, OnSqlite, Row, Values


class Conflict(Exception):
    """Another row has this value in a column that is unique."""


class InUse(Exception):
    """Other rows refer to the one that was to be deleted."""


class Statement:
    """A Core construct with named parameters.

    SQLAlchemy writes the SQL for either database; its own execution, three times as dear as the
    statement itself, is left out (docs/adr/0002). So columns come as the driver gives them: a
    boolean of SQLite is 0 or 1.
    """

    def __init__(
        self,
        construct: Executable,
        columns: Iterable[str] | None = None,
        unique: Column[Any] | None = None,
        *,
        referenced: bool = False,
    ) -> None:
        """Keep the construct, to be compiled when it is first used.

        Args:
            columns: those that an INSERT sets from the parameters.
            unique: the unique column whose value may be taken, which raises Conflict.
            referenced: whether rows may be in use by others, which raises InUse.

        Any other violation of a constraint is a mistake and stays the driver's IntegrityError.
        """
        self._construct = construct
        self._unique = unique
        self._referenced = referenced
        self._columns = None if columns is None else list(columns)
        self._compiled: dict[str, Compiled] = {}

    def one(self, connection: Connection, **values: Any) -> Row | None:
        """The first row."""
        row: Row | None = self._run(connection, values).fetchone()
        return row

    def all(self, connection: Connection, **values: Any) -> list[Row]:
        rows: list[Row] = self._run(connection, values).fetchall()
        return rows

    def change(self, connection: Connection, **values: Any) -> int:
        """How many rows were changed.

        Raises:
            Conflict: another row has this value in the column `unique`.
            InUse: a foreign key of another row points here.
        """
        count: int = self._run(connection, values).rowcount
        return count

    def put(self, connection: Connection, **values: Any) -> None:
        """Run it without waiting for it: PostgreSQL gets it with the next one of its transaction.

        For what violates no constraint, and whose answer says nothing.
        """
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        compiled.put(connection.connection.dbapi_connection, values)

    def _compile(self, dialect: Dialect) -> Compiled:
        compile_ = OnSqlite if dialect.name == "sqlite" else OnPostgres
        compiled = compile_(self._construct, self._columns, dialect)
        self._compiled[dialect.name] = compiled
        return compiled

    def _run(self, connection: Connection, values: Values) -> Any:
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        try:
            # Of both drivers that is the driver's own; `driver_connection` would be three calls.
            return compiled.run(connection.connection.dbapi_connection, values)
        except compiled.integrity_error as error:
            if self._unique is not None and is_taken(error, self._unique):
                raise Conflict(f"the value of {self._unique} is taken") from error
            if self._referenced and is_referenced(error):
                raise InUse("other rows refer to it") from error
            raise


def driver_of(connection: Connection) -> Any:
    """The driver's own connection.

    Raises:
        RuntimeError: it is closed.
    """
    driver = connection.connection.dbapi_connection
    if driver is None:
        raise RuntimeError("the connection to the database is closed")
    return driver


_UNIQUE_VIOLATION: Final = "23505"
_FOREIGN_KEY_VIOLATION: Final = "23503"


def is_taken(error: Any, column: Column[Any]) -> bool:
    """Whether a driver's IntegrityError says that the value of this unique column is taken.

    PostgreSQL's driver names the constraint, as `metadata` has named it; SQLite's the column.
    """
    table, name = column.table.name, column.name
    if isinstance(error, sqlite3.IntegrityError):
        return str(error) == f"UNIQUE constraint failed: {table}.{name}"
    named: str | None = error.diag.constraint_name
    return error.sqlstate == _UNIQUE_VIOLATION and named == f"uq_{table}_{name}"


def is_referenced(error: Any) -> bool:
    """Whether a driver's IntegrityError says that a foreign key is violated."""
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    return bool(error.sqlstate == _FOREIGN_KEY_VIOLATION)


@contextlib.contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Take back what is done inside, and nothing else of the transaction.

    What waits for the commit there is done, and taken back, at the end of the block.
    """
    driver = driver_of(connection)
    driver.execute("SAVEPOINT undone")
    try:
        with finish_before_commit(connection):
            yield
    finally:
        # A full disk may undo all of a transaction of SQLite, and its savepoints with it.
        if connection.dialect.name != "sqlite" or driver.in_transaction:
            driver.execute("ROLLBACK TO SAVEPOINT undone")
            driver.execute("RELEASE SAVEPOINT undone")


_BYTES: Final = 8
_LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("key"))))


def advisory_lock(connection: Connection, key: bytes) -> None:
    """Let what comes next wait for other transactions with the same key.

    SQLite has one writer in any case.
    """
    if connection.dialect.name == "postgresql":
        _LOCK.put(connection, key=_number(key))


def advisory_lock_of(connection: Connection, kind: str, of: str | int) -> None:
    """`advisory_lock` for one of the things of a kind, by the names of both."""
    if connection.dialect.name == "postgresql":
        _LOCK.put(connection, key=lock_number(f"{kind}:{of}"))


_TRY_SESSION_LOCK = Statement(select(func.pg_try_advisory_lock(bindparam("key"))))


def try_session_lock(connection: Connection, key: bytes) -> bool:
    """Take a lock of PostgreSQL until this connection ends; False if another one has it."""
    row = _TRY_SESSION_LOCK.one(connection, key=_number(key))
    return row is not None and bool(row[0])


_SHARE = Statement(select(func.pg_try_advisory_lock_shared(bindparam("key"))))
_UNLOCK = Statement(select(func.pg_advisory_unlock(bindparam("key"))))


def try_shared_lock(connection: Connection, key: bytes) -> bool:
    """The same for a lock that any number may have at a time, but not beside that one."""
    row = _SHARE.one(connection, key=_number(key))
    return row is not None and bool(row[0])


def unlock(connection: Connection, key: bytes) -> None:
    """Give back what `try_session_lock` has taken."""
    _UNLOCK.all(connection, key=_number(key))


def lock_number(name: str) -> int:
    """The number of an advisory lock by a name."""
    return _number(hashlib.sha256(name.encode()).digest())


def _number(key: bytes) -> int:
    return int.from_bytes(key[:_BYTES], "big", signed=True)


def like_pattern(search: str) -> str:
    """Rows that have these words one behind the other; digits of a number may have spaces.

    "" where nothing was typed. To be compared with lower-case columns.
    """
    typed = unicodedata.normalize("NFC", without_unseen(search))
    words = " ".join(typed.split()).lower()
    if words.replace(" ", "").isdigit():
        words = words.replace(" ", "")
    return f"%{''.join(map(_escaped, words))}%" if words else ""


def _escaped(character: str) -> str:
    if character in "%_\\":
        return "\\" + character
    # SQLite knows capitals of ASCII alone, so any letter will do in the place of an umlaut.
    return character if character.isascii() else "_"
