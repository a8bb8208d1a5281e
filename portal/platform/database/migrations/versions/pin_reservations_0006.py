"""A row for each PIN try that is reserved and not verified; what was lost so far is given back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_FAIL_UNVERIFIED = """
INSERT INTO pin_failures (device_id, at)
SELECT device_id, created_at FROM answers WHERE answer IS NULL AND takes_pin_try = 1
"""
# A try that was never verified had no row in pin_failures, and so never came back.
_COUNT_AGAIN = """
UPDATE devices SET budget_left =
15 - (SELECT count(*) FROM pin_failures WHERE pin_failures.device_id = devices.id)
"""


def upgrade() -> None:
    op.create_table(
        "pin_reservations",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("reserved_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["devices.id"],
            name=op.f("fk_pin_reservations_device_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", "jti", name=op.f("pk_pin_reservations")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pin_reservations_reserved_at"), "pin_reservations", ["reserved_at"])
    op.execute(_FAIL_UNVERIFIED)
    op.execute("DELETE FROM answers WHERE answer IS NULL")
    op.execute(_COUNT_AGAIN)
    op.drop_column("answers", "takes_pin_try")
