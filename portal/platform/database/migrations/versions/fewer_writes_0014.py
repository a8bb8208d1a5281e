"""What a login wrote and nothing needs: the account's copy of its last login, and indices of tables
that are small or that grow in the order of time.
"""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.drop_index("ix_logins_at", "logins")
    op.drop_index("ix_sessions_device_id", "sessions")
    op.drop_index("ix_pin_reservations_reserved_at", "pin_reservations")
    op.drop_column("accounts", "last_login_at")
