"""The table of the orders of the electronic payment advice (eAvis)."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from portal.platform.database.engines import METADATA

EAVIS_ORDERS: Final = Table(
    "eavis_orders",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("provider_id", Integer, ForeignKey("providers.id", ondelete="CASCADE"), nullable=False),
    Column("ik", Text, nullable=False),
    # orders.Target.
    Column("target", Text, nullable=False),
    # The first day for which it holds, ISO 8601.
    Column("effective_on", Text, nullable=False),
    Column("ordered_at", BigInteger, nullable=False),
    # Who ordered it, by name: the account may be gone when somebody asks.
    Column("ordered_by", Text, nullable=False),
    # When an operator took it out of the portal.
    Column("exported_at", BigInteger),
    Index("ix_eavis_orders_provider_id_ik", "provider_id", "ik"),
)
