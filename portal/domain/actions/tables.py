"""What a challenge of mode `action` is about."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, Text

from portal.platform.database.metadata import METADATA

ACTIONS: Final = Table(
    "actions",
    METADATA,
    Column("cid", Text, ForeignKey("challenges.cid", ondelete="CASCADE"), primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    # The session that asked: the change is for it alone, and only while it lasts.
    Column("session_hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    Column("device_id", Text, ForeignKey("devices.id", ondelete="CASCADE"), nullable=False),
    Column("new_name", Text, nullable=False),
    # What the devices show, as it stands in the signed challenge.
    Column("sentence", Text, nullable=False),
)
