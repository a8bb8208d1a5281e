"""Uploaded files have an ending of their kind; how they were called before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column(
        "attachments", sa.Column("sent_name", sa.Text(), nullable=False, server_default="")
    )
