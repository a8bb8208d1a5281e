"""What a `Statement` is for one of the databases: SQL, and parameters in the driver's form."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum
from operator import add, itemgetter
from typing import Any, Final

from sqlalchemy.engine import Dialect

Row = tuple[Any, ...]
Values = dict[str, Any]


class Compiled(ABC):
    """One statement for one database. Both drivers take a member of a StrEnum for its text."""

    def __init__(self, construct: Any, columns: list[str] | None, dialect: Dialect) -> None:
        made = construct.compile(dialect=dialect, column_keys=columns)
        self.integrity_error: type[Exception] = dialect.loaded_dbapi.IntegrityError
        fixed = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in made.params.items()
            if not made.binds[name].required
        }
        self._given = made.params.keys() - fixed.keys()
        self.sql, order = self._written(made, fixed)
        self._arrange = _in_order(order)

    @abstractmethod
    def run(self, driver: Any, values: Values) -> Any:
        """Run it on the driver's connection; its answer."""

    @abstractmethod
    def put(self, driver: Any, values: Values) -> object:
        """Run it, at the latest with the next one."""

    @staticmethod
    @abstractmethod
    def _written(made: Any, fixed: Values) -> tuple[str, list[str]]:
        """The SQL, with what is fixed, and the names of its parameters in their order."""

    def _wrong(self, values: Values) -> KeyError:
        return KeyError(f"parameters: {sorted(values)}, wanted: {sorted(self._given)}")


class OnSqlite(Compiled):
    """As a parameter SQLite would compare a constant with the conditions of partial indices, and
    prepare the whole statement anew each time that it is run.
    """

    def run(self, driver: Any, values: Values) -> Any:
        if values.keys() != self._given:
            raise self._wrong(values)
        return driver.execute(self.sql, self._arrange(values))

    put = run

    @staticmethod
    def _written(made: Any, fixed: Values) -> tuple[str, list[str]]:
        pieces, order = made.string.split("?"), made.positiontup
        if len(pieces) != len(order) + 1:
            raise ValueError(f"a question mark that is no parameter: {made.string}")
        filled = (_literal(fixed[name]) if name in fixed else "?" for name in order)
        sql = pieces[0] + "".join(map(add, filled, pieces[1:]))
        return sql, [name for name in order if name not in fixed]


class OnPostgres(Compiled):
    """As a parameter PostgreSQL would not take a partial index for a constant. Parameters have
    numbers, and one that stands there twice has one.
    """

    def run(self, driver: Any, values: Values) -> Any:
        return driver.run(self.sql, self._bound(values))

    def put(self, driver: Any, values: Values) -> object:
        return driver.put(self.sql, self._bound(values))

    def _bound(self, values: Values) -> Row:
        if values.keys() != self._given:
            raise self._wrong(values)
        return self._arrange(values)

    @staticmethod
    def _written(made: Any, fixed: Values) -> tuple[str, list[str]]:
        order = [name for name in dict.fromkeys(_NAMED.findall(made.string)) if name not in fixed]
        written = {name: f"${number}" for number, name in enumerate(order, 1)}
        written |= {
            name: _literal(value, true="TRUE", false="FALSE") for name, value in fixed.items()
        }
        sql = _NAMED.sub(lambda found: written[found[1]], made.string)
        return sql.replace("%%", "%"), order


_NAMED: Final = re.compile(r"%\((\w+)\)s")


def _in_order(names: list[str]) -> Callable[[Values], Row]:
    """What takes values out in this order; `itemgetter` gives a tuple for two or more only."""
    if not names:
        return lambda _values: ()
    get = itemgetter(*names)
    return get if len(names) > 1 else lambda values: (get(values),)


def _literal(value: str | int | None, true: str = "1", false: str = "0") -> str:
    """A constant of the code as SQLite reads it (lang_expr, "Literal Values")."""
    match value:
        case bool():
            return true if value else false
        case None:
            return "NULL"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case int():
            return str(int(value))
    raise TypeError(f"no constant of a statement: {type(value)}")
