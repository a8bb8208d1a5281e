"""An index of payment advices that no statement uses: what arrived is found by its time alone."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.drop_index("ix_advices_arrived", "advices")
