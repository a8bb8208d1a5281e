"""Challenges, what they ask to approve, tickets, sessions, and what became of logins."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from portal.platform.database.engines import METADATA

_OF_APP: Final = text("kind = 'app'")

# Few indexes, and rows in the tree of their key: each tree that a login touches is a page more to
# flush. What is seldom looked for, old rows and all of a device or an account, is found by reading
# the whole table, which holds the last hour's.

# A start for a user name that cannot log in gets a row too, without account: same look, same
# work, same limits, and no device ever sees it.
CHALLENGES: Final = Table(
    "challenges",
    METADATA,
    Column("cid", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id")),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("login", Text, nullable=False),
    Column("browser_hash", LargeBinary, nullable=False),
    Column("mode", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    # Who began it, where that is no stranger: the id of a known browser, or the hash of the
    # session that asks for an action.
    Column("starter", LargeBinary),
    # Of the browser that began it, once it was approved.
    Column("ticket_hash", LargeBinary),
    Index("ix_challenges_login_started_at", "login", "started_at"),
    sqlite_with_rowid=False,
)

# What a session asks for at once has one challenge, and a number for each change.
ACTIONS: Final = Table(
    "actions",
    METADATA,
    Column("cid", Text, ForeignKey("challenges.cid", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    # The session that asked: the change is for it alone, and only while it lasts.
    Column("session_hash", LargeBinary, nullable=False),
    Column("kind", Text, nullable=False),
    # Of a change of the user's own devices.
    Column("device_id", Text, ForeignKey("devices.id", ondelete="CASCADE")),
    # What else the kind needs: a JSON object of texts.
    Column("facts", Text, nullable=False),
    # What the devices show, as it stands in the challenge.
    Column("sentence", Text, nullable=False),
    # Whether it was carried out; empty before the approval.
    Column("done", Boolean),
)

TICKETS: Final = Table(
    "tickets",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("device_id", Text, ForeignKey("devices.id"), nullable=False),
    Column("cid", Text),
    Column("state", Text, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    # Hash of the cookie of the browser that took it.
    Column("holder_hash", LargeBinary),
    Column("ip", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("os", Text, nullable=False),
    Index("ix_tickets_of_app", "device_id", sqlite_where=_OF_APP, postgresql_where=_OF_APP),
    sqlite_with_rowid=False,
)

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    Column("hash", LargeBinary, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("device_id", Text, ForeignKey("devices.id"), nullable=False),
    Column("ticket_hash", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("previous_login_at", BigInteger),
    sqlite_with_rowid=False,
)

# Written in the transaction that ends a login. One that merely expired is read from its
# challenge, and gets its row when that is deleted.
LOGINS: Final = Table(
    "logins",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("os", Text, nullable=False),
    Column("device", Text, nullable=False),
    # Of a change: its first sentence, and how many there were. Empty and 0 for a login.
    Column("what", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    Index("ix_logins_account_id_at", "account_id", "at"),
)
