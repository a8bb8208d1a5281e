"""Payment advices, who has read them, and who is told of new ones."""

from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from portal.platform.database.metadata import METADATA


class Folder(StrEnum):
    """Where a provider keeps an advice; the same for all its users."""

    CURRENT = "current"
    ARCHIVE = "archive"
    DELETED = "deleted"
    """For 30 days; until then it can be restored."""


# Days are ISO 8601 texts (2026-11-28), which sort as they should; amounts are whole cents.
ADVICES: Final = Table(
    "advices",
    METADATA,
    # In the order in which they arrived.
    Column("id", Integer, primary_key=True),
    # Who had the IK number cleared when it arrived; empty until somebody has (ADR 37).
    Column("provider_id", Integer, ForeignKey("providers.id", ondelete="SET NULL")),
    Column("folder", Text, nullable=False),
    Column("ik", Text, nullable=False),
    # The AOK that pays.
    Column("sender", Text, nullable=False),
    # The sender's number of the advice.
    Column("reference", Text, nullable=False),
    Column("issued_on", Text, nullable=False),
    Column("period_from", Text, nullable=False),
    Column("period_to", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    # How many of the provider's invoices are paid by it.
    Column("invoices", Integer, nullable=False),
    # SHA-256 of the document, hexadecimal: its name on the disk.
    Column("digest", Text, nullable=False, index=True),
    # In bytes.
    Column("size", Integer, nullable=False),
    # When it was stored, or given to its provider.
    Column("received_at", BigInteger, nullable=False, index=True),
    Column("deleted_at", BigInteger, index=True),
    # Where it goes back to when it is restored.
    Column("deleted_from", Text, nullable=False, server_default=""),
    Index("uq_advices_ik_reference", "ik", "reference", unique=True),
    # It has all that a list is searched and summed by.
    Index(
        "ix_advices_listed",
        *("provider_id", "folder", "issued_on", "id"),
        *("ik", "sender", "amount_cents", "invoices", "reference"),
    ),
    Index("ix_advices_amount", "provider_id", "folder", "amount_cents", "id"),
    Index("ix_advices_sender", "provider_id", "folder", "sender", "id"),
)

# What a list's totals are made of, so that they need not be counted (ADR 38).
ADVICE_TOTALS: Final = Table(
    "advice_totals",
    METADATA,
    Column(
        "provider_id", Integer, ForeignKey("providers.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("folder", Text, primary_key=True),
    # Year and month of the issue, as in 2026-11.
    Column("month", Text, primary_key=True),
    Column("ik", Text, primary_key=True),
    Column("sender", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("invoices", Integer, nullable=False),
)

# A row for each advice that a user has seen.
ADVICE_READS: Final = Table(
    "advice_reads",
    METADATA,
    Column("account_id", Integer, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "advice_id",
        Integer,
        ForeignKey("advices.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

# Of users who have got an e-mail about new advices, or want none.
ADVICE_NOTICES: Final = Table(
    "advice_notices",
    METADATA,
    Column(
        "account_id",
        Integer,
        ForeignKey("accounts.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("is_wanted", Boolean, nullable=False, server_default=text("true")),
    # Until when what arrived is told; 0 before the first e-mail.
    Column("told_until", BigInteger, nullable=False, server_default=text("0")),
)

# Hashes of those that are gone for good: the same delivery does not bring them back.
GONE_ADVICES: Final = Table(
    "gone_advices",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("gone_at", BigInteger, nullable=False, index=True),
)
