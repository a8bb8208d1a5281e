"""Tries of activation codes are counted by where they come from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_TRIES = sa.text("5")


def upgrade() -> None:
    op.add_column("codes", sa.Column("address", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "codes",
        sa.Column("tries_elsewhere", sa.Integer(), nullable=False, server_default=_TRIES),
    )
