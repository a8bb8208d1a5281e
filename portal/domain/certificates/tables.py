"""What was uploaded; the files themselves lie beside the database."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from portal.platform.database.metadata import METADATA

ATTACHMENTS: Final = Table(
    "attachments",
    METADATA,
    Column("id", Text, primary_key=True),
    Column(
        "registration_id",
        Text,
        ForeignKey("registrations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # As the user's computer called it; only ever shown.
    Column("name", Text, nullable=False),
    # What the content turned out to be, not what the name says.
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False),
    # Random name of the file in the data folder.
    Column("stored_as", Text, nullable=False, unique=True),
    Column("added_at", BigInteger, nullable=False),
)
