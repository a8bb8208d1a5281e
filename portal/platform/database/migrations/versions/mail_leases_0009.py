"""Whose an e-mail's lease is: those of a dead server are freed at the next start."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("leased_by", sa.Text(), nullable=False, server_default=""))
