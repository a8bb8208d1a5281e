"""The whole life of a device: copies of its key, invitations, past logins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_COPY_INSTANCES = """
INSERT INTO device_instances (device_id, inst, current, previous, first_seen)
SELECT id, instance, '', '', created_at FROM devices
"""


def upgrade() -> None:
    _instances()
    _devices()
    _challenges()
    _logins()
    for column in ("inviter", "mode"):
        op.add_column("codes", sa.Column(column, sa.Text()))
    # Kept answers were made without a ratchet value.
    op.execute("DELETE FROM answers")


def _instances() -> None:
    op.create_table(
        "device_instances",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("inst", sa.Text(), nullable=False),
        sa.Column("current", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["devices.id"],
            name=op.f("fk_device_instances_device_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", "inst", name=op.f("pk_device_instances")),
        sqlite_with_rowid=False,
    )
    op.execute(_COPY_INSTANCES)


def _devices() -> None:
    op.drop_column("devices", "instance")
    op.drop_column("devices", "ratchet")
    op.add_column(
        "devices", sa.Column("roaming", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("devices", sa.Column("invited_by", sa.Text()))
    op.add_column("devices", sa.Column("invite_mode", sa.Text()))
    op.add_column("devices", sa.Column("last_login_at", sa.BigInteger()))
    op.create_index(op.f("ix_devices_invited_by"), "devices", ["invited_by"])


def _challenges() -> None:
    for column, value in (("mode", "browser"), ("ip", ""), ("browser", ""), ("os", "")):
        op.add_column(
            "challenges", sa.Column(column, sa.Text(), nullable=False, server_default=value)
        )
    op.drop_index("ix_challenges_account_id", "challenges")
    op.create_index(op.f("ix_challenges_account_id"), "challenges", ["account_id"])


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "result", "ip", "browser", "os", "device")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_logins_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
    )
    op.create_index(op.f("ix_logins_at"), "logins", ["at"])
    op.create_index(op.f("ix_logins_account_id_at"), "logins", ["account_id", "at"])
