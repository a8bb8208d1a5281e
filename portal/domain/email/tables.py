"""The outbox."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from portal.platform.database.metadata import METADATA

# What is written in a mail is made when it is sent, so that no link lies in the database.
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    # Also the mail's Message-ID: a mail server that gets it twice can recognise it.
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("registration_id", Text),
    # JSON, never with secrets.
    Column("facts", Text, nullable=False),
    # Set where something is to be said once only, as a reminder.
    Column("once", Text, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
    # Until then it belongs to the process that is sending it.
    Column("leased_until", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("given_up_at", BigInteger),
)
