"""Requests, what they ask to approve, tickets and sessions."""

from alembic import op

from portal.platform.database.migrations import columns

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _challenges()
    _actions()
    _tickets()
    _sessions()
    _logins()


def _challenges() -> None:
    op.create_table(
        "challenges",
        columns.text("cid"),
        columns.number("account_id", null=True),
        columns.text("state"),
        columns.text("reason"),
        columns.text("content"),
        columns.text("login"),
        columns.binary("browser_hash"),
        columns.text("mode"),
        columns.text("ip"),
        columns.text("browser"),
        columns.text("os"),
        columns.big("started_at"),
        columns.big("ends_at"),
        columns.binary("starter", null=True),
        columns.binary("ticket_hash", null=True),
        columns.refers("challenges", "account_id", "accounts.id"),
        columns.key("challenges", "cid"),
        sqlite_with_rowid=False,
    )
    columns.index("challenges", "login", "started_at")


def _actions() -> None:
    op.create_table(
        "actions",
        columns.text("cid"),
        columns.given("number"),
        columns.number("account_id"),
        columns.binary("session_hash"),
        columns.text("kind"),
        columns.text("device_id", null=True),
        columns.text("facts"),
        columns.text("sentence"),
        columns.flag("done", null=True),
        columns.refers("actions", "cid", "challenges.cid", ondelete="CASCADE"),
        columns.refers("actions", "account_id", "accounts.id"),
        columns.refers("actions", "device_id", "devices.id", ondelete="CASCADE"),
        columns.key("actions", "cid", "number"),
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        columns.binary("hash"),
        columns.text("kind"),
        columns.number("account_id"),
        columns.text("device_id"),
        columns.text("cid", null=True),
        columns.text("state"),
        columns.big("ends_at"),
        columns.binary("holder_hash", null=True),
        columns.text("ip"),
        columns.text("browser"),
        columns.text("os"),
        columns.refers("tickets", "account_id", "accounts.id"),
        columns.refers("tickets", "device_id", "devices.id"),
        columns.key("tickets", "hash"),
        sqlite_with_rowid=False,
    )
    columns.partial_index("ix_tickets_of_app", "tickets", "device_id", where="kind = 'app'")


def _sessions() -> None:
    op.create_table(
        "sessions",
        columns.binary("hash"),
        columns.number("account_id"),
        columns.text("device_id"),
        columns.binary("ticket_hash"),
        columns.big("created_at"),
        columns.big("seen_at"),
        columns.big("previous_login_at", null=True),
        columns.refers("sessions", "account_id", "accounts.id"),
        columns.refers("sessions", "device_id", "devices.id"),
        columns.key("sessions", "hash"),
        sqlite_with_rowid=False,
    )


def _logins() -> None:
    op.create_table(
        "logins",
        columns.number("id"),
        columns.number("account_id"),
        columns.big("at"),
        columns.text("kind"),
        columns.text("result"),
        columns.text("ip"),
        columns.text("browser"),
        columns.text("os"),
        columns.text("device"),
        columns.text("what"),
        columns.number("changes"),
        columns.refers("logins", "account_id", "accounts.id"),
        columns.key("logins", "id"),
    )
    columns.index("logins", "account_id", "at")
