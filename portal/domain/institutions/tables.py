"""The IK directory, the regional AOKs, and who is responsible for whom."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Table, Text

from portal.platform.database.metadata import METADATA

INSTITUTIONS: Final = Table(
    "institutions",
    METADATA,
    Column("ik", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("street", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("city", Text, nullable=False),
)

REGIONS: Final = Table(
    "regions",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # Gets a mail when a registration is complete; may be empty.
    Column("email", Text, nullable=False),
)

# The longest prefix wins, an IK's before a postal code's; the empty prefix is for all others.
RESPONSIBILITIES: Final = Table(
    "responsibilities",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("prefix", Text, primary_key=True),
    Column("region", Text, ForeignKey("regions.code", ondelete="CASCADE"), nullable=False),
)
