"""The audit log. No foreign keys: an entry outlives what it tells of."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from portal.platform.database.metadata import METADATA

# Triggers (migration 0003) refuse every change but an insert.
AUDIT: Final = Table(
    "audit",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("account_id", Integer),
    Column("device_id", Text),
    Column("facts", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("ix_audit_account_id_seq", "account_id", "seq"),
)
