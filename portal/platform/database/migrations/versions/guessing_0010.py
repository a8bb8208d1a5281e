"""Tries of activation codes are counted by where they come from; known browsers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TRIES = sa.text("5")


def upgrade() -> None:
    op.add_column("codes", sa.Column("address", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "codes",
        sa.Column("tries_elsewhere", sa.Integer(), nullable=False, server_default=_TRIES),
    )
    op.add_column(
        "accounts",
        sa.Column("browsers_epoch", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column("challenges", sa.Column("starter", sa.LargeBinary()))
    op.drop_index("uq_challenges_open", "challenges")
    _unique_open("uq_challenges_open", "starter IS NULL")
    _unique_open("uq_challenges_open_known", "starter IS NOT NULL")


def _unique_open(name: str, whose: str) -> None:
    where = sa.text(f"state = 'open' AND {whose}")
    op.create_index(
        name,
        "challenges",
        ["login_key"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
