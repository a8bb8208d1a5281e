"""Registrations, and the browsers that work on them."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from portal.platform.database.metadata import METADATA

# Several may have one user name until one of them has confirmed it.
REGISTRATIONS: Final = Table(
    "registrations",
    METADATA,
    Column("id", Text, primary_key=True),
    # registrations.Kind.
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("login", Text, nullable=False, index=True),
    Column("salutation", Text, nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    # What the user wrote, where `phone` is the normal form.
    Column("phone_typed", Text, nullable=False, server_default=""),
    Column("function", Text, nullable=False),
    Column("ik", Text, nullable=False),
    # As the directory has it, else as the user has typed it.
    Column("institution", Text, nullable=False),
    Column("postal_code", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The last mail with the confirmation link, and until when that link is good.
    Column("mailed_at", BigInteger, nullable=False),
    Column("confirm_until", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    # When it is deleted, unless it is with the clerks by then.
    Column("expires_at", BigInteger, nullable=False),
    Column("reminders", Integer, nullable=False),
    # There is an account from the confirmation on; a reset has one at once.
    Column("account_id", Integer, ForeignKey("accounts.id"), index=True),
    Column("certificate_at", BigInteger),
    Column("device_at", BigInteger),
    Column("ordered_at", BigInteger),
    Column("region", Text, ForeignKey("regions.code")),
    # The clerk who cleared first where two are needed.
    Column("first_clerk", Integer, ForeignKey("accounts.id")),
    # Digest of what that clerk was shown: the clearance holds for nothing else.
    Column("first_shown", Text),
    Column("decided_by", Integer, ForeignKey("accounts.id")),
    Column("decided_at", BigInteger),
    # What the clerk asked, or why it was refused: for the user to read.
    Column("reason", Text, nullable=False),
    # Of an invitation, or a further IK number.
    Column("provider_id", Integer, ForeignKey("providers.id"), index=True),
    Index("ix_registrations_state_ordered_at", "state", "ordered_at"),
)

# Hash of the browser's visit cookie.
REGISTRATION_VISITS: Final = Table(
    "registration_visits",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column(
        "registration_id",
        Text,
        ForeignKey("registrations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("seen_at", BigInteger, nullable=False),
)

# The files themselves lie beside the database.
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
    # As the user's computer called it, with an ending of its kind; only ever shown.
    Column("name", Text, nullable=False),
    # What the content turned out to be, not what the name says.
    Column("kind", Text, nullable=False),
    Column("size", Integer, nullable=False),
    # Random name of the file in the data folder.
    Column("stored_as", Text, nullable=False, unique=True),
    Column("added_at", BigInteger, nullable=False),
    # As it was called when it had another ending, or empty.
    Column("sent_name", Text, nullable=False, server_default=""),
)
