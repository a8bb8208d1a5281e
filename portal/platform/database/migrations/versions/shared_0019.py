"""What several processes on one PostgreSQL share: counts of limits, typed forms, answers to them.

There the tables are not logged: no commit waits for the disk, a copy of the log has nothing of
them, and after a crash they are empty, as the memory of a process would be.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    unlogged = ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
    _create_counts(unlogged)
    _create_forms(unlogged)
    _create_answers(unlogged)


def _create_counts(unlogged: list[str]) -> None:
    op.create_table(
        "rate_counts",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_counts")),
        prefixes=unlogged,
    )
    op.create_index("ix_rate_counts_full_at", "rate_counts", ["full_at"])


def _create_forms(unlogged: list[str]) -> None:
    op.create_table(
        "typed_forms",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("network", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_forms")),
        prefixes=unlogged,
    )
    for column in ("browser", "network", "ends_at"):
        op.create_index(f"ix_typed_forms_{column}", "typed_forms", [column])
    op.create_table(
        "form_accounts",
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("browser", name=op.f("pk_form_accounts")),
        prefixes=unlogged,
    )
    op.create_index("ix_form_accounts_ends_at", "form_accounts", ["ends_at"])


def _create_answers(unlogged: list[str]) -> None:
    op.create_table(
        "form_answers",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answers")),
        prefixes=unlogged,
    )
    op.create_index("ix_form_answers_at", "form_answers", ["at"])
