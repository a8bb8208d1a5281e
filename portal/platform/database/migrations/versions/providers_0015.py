"""Providers with their IK numbers, made of what accounts said of both; blocked accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    _tables()
    # SQLite adds no constraint to a table that is there, but a column that has one.
    op.execute(
        "ALTER TABLE accounts ADD COLUMN provider_id INTEGER "
        "CONSTRAINT fk_accounts_provider_id REFERENCES providers (id)"
    )
    op.create_index(op.f("ix_accounts_provider_id"), "accounts", ["provider_id"])
    op.add_column("accounts", sa.Column("blocked_at", sa.BigInteger()))
    _fill(op.get_bind())


def _tables() -> None:
    op.create_table(
        "providers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_providers")),
    )
    op.create_table(
        "provider_iks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("ik", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("region", sa.Text()),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["providers.id"],
            name=op.f("fk_provider_iks_provider_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_provider_iks_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_iks")),
    )
    op.create_index(op.f("ix_provider_iks_provider_id"), "provider_iks", ["provider_id"])
    _unique("uq_provider_iks_ik", ["ik"], "state = 'cleared'")
    _unique("uq_provider_iks_provider_id", ["provider_id", "ik"], "state IN ('pending', 'cleared')")


def _unique(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "provider_iks",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _fill(connection: sa.Connection) -> None:
    """Who was ever cleared with an IK number shares its provider; all others have one each."""
    rows = connection.execute(
        sa.text(
            "SELECT id, provider, ik, created_at, reset_at, cleared FROM accounts "
            "WHERE role <> 'clerk' ORDER BY created_at, id"
        )
    ).all()
    shared: dict[str, int] = {}
    for row in rows:
        cleared = bool(row.cleared) or row.reset_at is not None
        provider = shared.get(row.ik) if cleared and row.ik else None
        if provider is None:
            provider = _provider(connection, row, cleared=cleared)
        if cleared and row.ik:
            shared[row.ik] = provider
        connection.execute(
            sa.text("UPDATE accounts SET provider_id = :provider WHERE id = :id"),
            {"provider": provider, "id": row.id},
        )


def _provider(connection: sa.Connection, row: sa.Row[tuple[object, ...]], *, cleared: bool) -> int:
    values = {"name": row.provider, "at": row.created_at}
    insert = "INSERT INTO providers (name, created_at) VALUES (:name, :at) RETURNING id"
    provider = int(connection.execute(sa.text(insert), values).scalar_one())
    if row.ik:
        state, decided = ("cleared", row.created_at) if cleared else ("pending", None)
        values |= {"provider": provider, "ik": row.ik, "state": state, "decided": decided}
        connection.execute(
            sa.text(
                "INSERT INTO provider_iks "
                "(provider_id, ik, institution, state, added_at, decided_at, region) VALUES "
                "(:provider, :ik, :name, :state, :at, :decided, "
                "(SELECT region FROM registrations WHERE ik = :ik AND region IS NOT NULL "
                "ORDER BY ordered_at DESC LIMIT 1))"
            ),
            values,
        )
    return provider
