"""Workplaces of roaming devices: when they were used last, and what they are called."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for column in (
        sa.Column("last_used", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("name", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("device_instances", column)
    op.execute("UPDATE device_instances SET last_used = first_seen")
    op.add_column("actions", sa.Column("inst", sa.Text(), nullable=False, server_default=""))
