"""Nonces are bound to the last recorded request of a device."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("devices", sa.Column("generation", sa.Text(), nullable=False, server_default=""))
