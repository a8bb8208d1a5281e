"""SQL that is compiled once and then handed to the driver, and the advisory lock."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import Executable

Row = tuple[Any, ...]
Values = dict[str, Any]


class Conflict(Exception):
    """A row like this is there already."""


class Statement:
    """A Core construct with named parameters.

    SQLAlchemy writes the SQL for either database; its own execution, three times as dear as the
    statement itself, is left out (docs/adr/0002). So columns come as the driver gives them: a
    boolean of SQLite is 0 or 1.
    """

    def __init__(self, construct: Executable, columns: Iterable[str] | None = None) -> None:
        """`columns` are those that an INSERT sets from the parameters."""
        self._construct = construct
        self._columns = None if columns is None else list(columns)
        self._compiled: dict[str, _Compiled] = {}

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
            Conflict: a unique column has this value already.
        """
        count: int = self._run(connection, values).rowcount
        return count

    def _run(self, connection: Connection, values: Values) -> Any:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = _Compiled(self._construct, self._columns, dialect)
            self._compiled[dialect.name] = compiled
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("the connection is closed")
        try:
            return driver.execute(compiled.sql, compiled.bound(values))
        except compiled.conflict as error:
            raise Conflict("the row is there already") from error


class _Compiled:
    """One statement for one database."""

    def __init__(self, construct: Any, columns: list[str] | None, dialect: Dialect) -> None:
        made = construct.compile(dialect=dialect, column_keys=columns)
        self.sql: str = str(made)
        self.conflict: type[Exception] = dialect.loaded_dbapi.IntegrityError
        self._fixed = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in made.params.items()
            if not made.binds[name].required
        }
        self._given = made.params.keys() - self._fixed.keys()
        self._order: list[str] | None = list(made.positiontup) if made.positional else None

    def bound(self, values: Values) -> Any:
        """The parameters in the driver's form."""
        if values.keys() != self._given:
            raise KeyError(f"parameters: {sorted(values)}, wanted: {sorted(self._given)}")
        named = self._fixed | {
            name: value.value if isinstance(value, Enum) else value
            for name, value in values.items()
        }
        return named if self._order is None else [named[name] for name in self._order]


_BYTES: Final = 8
_LOCK = Statement(select(func.pg_advisory_xact_lock(bindparam("key"))))


def advisory_lock(connection: Connection, key: bytes) -> None:
    """Wait for other transactions with the same key; SQLite has one writer in any case."""
    if connection.dialect.name == "postgresql":
        _LOCK.all(connection, key=int.from_bytes(key[:_BYTES], "big", signed=True))
