"""What a first clearance holds for."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("registrations", sa.Column("first_shown", sa.Text()))
