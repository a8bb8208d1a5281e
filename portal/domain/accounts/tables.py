"""Accounts and their activation codes."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from portal.platform.database.engines import METADATA

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("ik", Text),
    Column("cleared", Boolean, nullable=False),
    # Set by "report" in the app: no login may be begun in a browser until one from the app.
    Column("reported_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # Between a reset and the new clearance.
    Column("reset_at", BigInteger),
    # service.Role: of a provider, or a clerk of the AOK.
    Column("role", Text, nullable=False),
    # The regional AOK of a clerk; empty where the clerk sees all.
    Column("region", Text),
    # In which mails are written.
    Column("language", Text, nullable=False),
    # Counts up when no browser is to be known any more for this account.
    Column("browsers_epoch", Integer, nullable=False, server_default=text("0")),
    # Of a clerk none; set by `portal.domain.providers`.
    Column("provider_id", Integer, ForeignKey("providers.id"), index=True),
    # By an LE-Admin; while it is set nobody logs in.
    Column("blocked_at", BigInteger),
)

# One row per account: a new code takes the place of the old one.
CODES: Final = Table(
    "codes",
    METADATA,
    Column("account_id", Integer, ForeignKey("accounts.id"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    # What is counted in the place of the address that the code was fetched from; "" where it was
    # given by command.
    Column("address", Text, nullable=False, server_default=""),
    # From there, and from elsewhere.
    Column("tries_left", Integer, nullable=False),
    Column("tries_elsewhere", Integer, nullable=False, server_default=text("5")),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    # The device that asked for the code, and what for; empty where the portal gave it.
    Column("inviter", Text),
    Column("mode", Text),
)
