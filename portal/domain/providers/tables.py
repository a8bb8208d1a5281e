"""Providers and their IK numbers; `accounts.provider_id` says who belongs to which."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, text

from portal.platform.database.engines import METADATA

PROVIDERS: Final = Table(
    "providers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

_CLEARED: Final = text("state = 'cleared'")
_IN_USE: Final = text("state IN ('pending', 'cleared')")

PROVIDER_IKS: Final = Table(
    "provider_iks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column(
        "provider_id",
        Integer,
        ForeignKey("providers.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("ik", Text, nullable=False),
    # The name of the institution, as the directory or its user has it.
    Column("institution", Text, nullable=False),
    # providers.IkState.
    Column("state", Text, nullable=False),
    Column("added_at", BigInteger, nullable=False),
    # When it was cleared, refused or removed.
    Column("decided_at", BigInteger),
    # The regional AOK that clears it, where one is responsible.
    Column("region", Text, ForeignKey("regions.code")),
    Index(
        "uq_provider_iks_ik", "ik", unique=True, sqlite_where=_CLEARED, postgresql_where=_CLEARED
    ),
    Index(
        "uq_provider_iks_provider_id",
        "provider_id",
        "ik",
        unique=True,
        sqlite_where=_IN_USE,
        postgresql_where=_IN_USE,
    ),
)
