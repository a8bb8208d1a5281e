"""Challenges are kept as their bytes; only the answer that carries them is signed."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("ALTER TABLE challenges RENAME COLUMN signed TO content")
    # What is open has another form, and lasts three minutes: its browser begins again.
    op.execute("UPDATE challenges SET state = 'expired' WHERE state = 'open'")
