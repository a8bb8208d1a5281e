"""Whose an e-mail's lease is: those of a dead server are freed at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("leased_by", sa.Text(), nullable=False, server_default=""))
