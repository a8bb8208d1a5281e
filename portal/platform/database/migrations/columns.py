"""Columns and constraints as the migrations write them, named as `engines.METADATA` names them."""

from typing import Any

import sqlalchemy as sa
from alembic import op


def text(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text(), nullable=null, server_default=default)


def counted(name: str, *, by_database: bool = True) -> sa.Column[int]:
    """A primary key that counts up; see `engines.COUNTED`."""
    type_ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, type_, autoincrement=by_database, nullable=False)


def number(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[int]:
    """A column of numbers below 2^31."""
    value = None if default is None else sa.text(default)
    return sa.Column(name, sa.Integer(), nullable=null, server_default=value)


def big(name: str, *, null: bool = False, default: str | None = None) -> sa.Column[int]:
    """A column of numbers below 2^63: times (s since 1970), amounts (cents)."""
    value = None if default is None else sa.text(default)
    return sa.Column(name, sa.BigInteger(), nullable=null, server_default=value)


def given(name: str) -> sa.Column[int]:
    """A number in a primary key that the database does not count up."""
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def flag(name: str, *, null: bool = False, default: Any = None) -> sa.Column[bool]:
    """A column of truth values."""
    return sa.Column(name, sa.Boolean(), nullable=null, server_default=default)


def binary(name: str, *, null: bool = False) -> sa.Column[bytes]:
    """A column of bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def refers(
    table: str, column: str, to: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    """A foreign key."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete=ondelete)


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """A constraint of values that come once."""
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{columns[0]}"))


def index(table: str, *columns: str) -> None:
    """An index that finds rows by these columns, in their order."""
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def partial_index(
    name: str, table: str, *columns: str, where: str, is_unique: bool = False
) -> None:
    """An index of the rows for which a condition holds."""
    condition = sa.text(where)
    op.create_index(
        op.f(name),
        table,
        list(columns),
        unique=is_unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )
