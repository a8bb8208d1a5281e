"""Changes of all kinds, several in one approval; their receipts; invitations.

Changes that wait at that moment are for three minutes: their page says that they were not possible.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.drop_table("actions")
    op.create_table(
        "actions",
        sa.Column("cid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("done", sa.Boolean()),
        sa.ForeignKeyConstraint(
            ["cid"], ["challenges.cid"], name=op.f("fk_actions_cid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_actions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_actions_device_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cid", "number", name=op.f("pk_actions")),
    )
    _receipts()
    op.execute(
        "ALTER TABLE registrations ADD COLUMN provider_id INTEGER "
        "CONSTRAINT fk_registrations_provider_id REFERENCES providers (id)"
    )
    op.create_index(op.f("ix_registrations_provider_id"), "registrations", ["provider_id"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("point", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["providers.id"],
            name=op.f("fk_receipts_provider_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
    )
    op.create_index(op.f("ix_receipts_provider_id_at"), "receipts", ["provider_id", "at"])
