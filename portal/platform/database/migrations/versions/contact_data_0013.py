"""User names in the normal form that knows IDNA; telephone numbers as they were typed, too."""

import logging
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from crypto.email_address import BadAddress, read_address

revision = "0013"
down_revision = "0012"

_LOG: Final = logging.getLogger("portal")
_COLUMNS: Final = (("registrations", "login"), ("outbox", "recipient"))


def upgrade() -> None:
    op.add_column(
        "registrations", sa.Column("phone_typed", sa.Text(), nullable=False, server_default="")
    )
    connection = op.get_bind()
    _rename_accounts(connection)
    for table, column in _COLUMNS:
        found = connection.execute(sa.text(f"SELECT DISTINCT {column} FROM {table}"))  # noqa: S608
        for (old,) in found.all():
            _rename(connection, table, column, old, _normal(old))


def _rename_accounts(connection: sa.Connection) -> None:
    """Who has the normal form keeps it; of others it goes to the account that was used last."""
    found = connection.execute(
        sa.text("SELECT id, login FROM accounts ORDER BY coalesce(last_login_at, 0) DESC, id")
    ).all()
    holders = {login: account for account, login in found}
    for account, old in found:
        new = _normal(old)
        if new == old:
            continue
        if new in holders:
            _LOG.warning(
                "accounts %d and %d have the same user name in two spellings: nobody can log in "
                "to the first in a browser",
                account,
                holders[new],
            )
            continue
        holders[new] = account
        _rename(connection, "accounts", "login", old, new)


def _normal(old: str) -> str:
    new = read_address(old, any_letters=True)
    return old if isinstance(new, BadAddress) else new


def _rename(connection: Any, table: str, column: str, old: str, new: str) -> None:
    if new != old:
        statement = f"UPDATE {table} SET {column} = :new WHERE {column} = :old"  # noqa: S608
        connection.execute(sa.text(statement), {"new": new, "old": old})
