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
    op.create_table(
        "rate_counts",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("full_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_counts")),
        prefixes=unlogged,
    )
    op.create_index("ix_rate_counts_full_at", "rate_counts", ["full_at"])
