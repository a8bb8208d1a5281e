"""The audit log, which takes inserts only; resets; what logged-in users want to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_REFUSAL = "the audit log takes no changes"
_SQLITE = """
CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER audit_only_inserts BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("device_id", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_account_id_seq"), "audit", ["account_id", "seq"])
    _refuse_changes()
    op.add_column("accounts", sa.Column("reset_at", sa.BigInteger()))
    _actions()


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("cid", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("new_name", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cid"], ["challenges.cid"], name=op.f("fk_actions_cid"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_actions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_actions_device_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cid", name=op.f("pk_actions")),
    )


def _refuse_changes() -> None:
    # Against mistakes of our own; whoever owns the table can drop them, and the chain will tell.
    if op.get_context().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(_SQLITE.format(event=event, refusal=_REFUSAL))
    else:
        op.execute(_POSTGRESQL.format(refusal=_REFUSAL))
        op.execute(_POSTGRESQL_TRIGGER)
