"""A condition on many rows by their ids, so that one statement reads or changes them all."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Text,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Among(FunctionElement[bool]):
    """Each database takes a list apart in its own way."""

    inherit_cache = True


@compiles(_Among, "sqlite")
def _of_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = element.clauses
    listed = func.json_each(literal("[").concat(ids).concat("]")).table_valued("value")
    return compiler.process(column.in_(select(listed.c.value)), **options)


@compiles(_Among, "postgresql")
def _of_postgres(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = element.clauses
    listed = cast(func.string_to_array(ids, ","), ARRAY(BigInteger))
    return compiler.process(column == any_(listed), **options)


def is_among(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a column of numbers is one of those in the parameter `ids_`, made by `id_list`.

    How many they are is no part of the statement, which is so compiled once.
    """
    return _Among(column, bindparam("ids_", type_=Text))


def id_list(ids: Iterable[int]) -> str:
    """The parameter `ids_` of a statement with `is_among`."""
    return ",".join(map(str, ids))
