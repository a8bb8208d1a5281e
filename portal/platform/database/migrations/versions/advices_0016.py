"""Payment advices."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    _advices()
    _totals()
    op.create_table(
        "advice_reads",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("advice_id", sa.Integer(), nullable=False),
        _reference("advice_reads", "account_id", "accounts", "CASCADE"),
        _reference("advice_reads", "advice_id", "advices", "CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "advice_id", name=op.f("pk_advice_reads")),
    )
    op.create_index(op.f("ix_advice_reads_advice_id"), "advice_reads", ["advice_id"])
    op.create_table(
        "advice_notices",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False, server_default=sa.text("true")),
        sa.Column("told_until", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
        _reference("advice_notices", "account_id", "accounts", "CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_advice_notices")),
    )
    op.create_table(
        "gone_advices",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_gone_advices")),
    )
    op.create_index(op.f("ix_gone_advices_gone_at"), "gone_advices", ["gone_at"])


def _advices() -> None:
    texts = ["folder", "ik", "sender", "reference", "issued_on", "period_from", "period_to"]
    op.create_table(
        "advices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.Integer()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("deleted_from", sa.Text(), nullable=False, server_default=""),
        _reference("advices", "provider_id", "providers", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advices")),
    )
    op.create_index("uq_advices_ik_reference", "advices", ["ik", "reference"], unique=True)
    listed = ["provider_id", "folder", "issued_on", "id", "ik", "sender"]
    listed += ["amount_cents", "invoices", "reference"]
    op.create_index("ix_advices_listed", "advices", listed)
    for column in ("amount_cents", "sender"):
        name = f"ix_advices_{column.removesuffix('_cents')}"
        op.create_index(name, "advices", ["provider_id", "folder", column, "id"])
    op.create_index("ix_advices_arrived", "advices", ["provider_id", "received_at"])
    for column in ("digest", "received_at", "deleted_at"):
        op.create_index(op.f(f"ix_advices_{column}"), "advices", [column])


def _totals() -> None:
    keys = ["folder", "month", "ik", "sender"]
    op.create_table(
        "advice_totals",
        sa.Column("provider_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in keys),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        _reference("advice_totals", "provider_id", "providers", "CASCADE"),
        sa.PrimaryKeyConstraint("provider_id", *keys, name=op.f("pk_advice_totals")),
    )


def _reference(table: str, column: str, other: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
