"""Accounts, codes, devices, challenges, tickets and sessions, as they were at first."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _accounts()
    _codes()
    _devices()
    _pin_failures()
    _answers()
    _challenges()
    _tickets()
    _sessions()


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)


def _number(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _time(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))


def _unique(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _accounts() -> None:
    op.create_table(
        "accounts",
        _number("id"),
        _text("login"),
        _text("name"),
        _text("provider"),
        _text("ik", null=True),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        _time("reported_at", null=True),
        _time("last_login_at", null=True),
        _time("created_at"),
        _key("accounts", "id"),
        _unique("accounts", "login"),
    )


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        _bytes("hash"),
        _number("tries_left"),
        _time("expires_at"),
        _time("used_at", null=True),
        _refers("codes", "account_id", "accounts.id"),
        _key("codes", "account_id"),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        _text("id"),
        _number("account_id"),
        _text("state"),
        _bytes("point"),
        _bytes("pin_wrapped"),
        _number("pin_version"),
        _number("tries_left"),
        _number("budget_left"),
        _text("attempt"),
        _time("provisional_until"),
        _text("instance"),
        _text("ratchet"),
        _text("name"),
        _text("os"),
        _text("app"),
        _text("terms"),
        _text("terms_sha256"),
        _time("created_at"),
        _time("activated_at", null=True),
        _time("locked_at", null=True),
        _refers("devices", "account_id", "accounts.id"),
        _key("devices", "id"),
    )
    _index("devices", "account_id")


def _pin_failures() -> None:
    op.create_table(
        "pin_failures", _number("id"), _text("device_id"), _time("at"), _key("pin_failures", "id")
    )
    _index("pin_failures", "device_id", "at")


def _answers() -> None:
    op.create_table(
        "answers",
        _text("device_id"),
        _text("jti"),
        _text("request_hash"),
        _number("takes_pin_try"),
        _bytes("answer", null=True),
        _time("created_at"),
        _key("answers", "device_id", "jti"),
        sqlite_with_rowid=False,
    )
    _index("answers", "created_at")


def _challenges() -> None:
    op.create_table(
        "challenges",
        _text("cid"),
        _bytes("login_key"),
        _number("account_id", null=True),
        _text("state"),
        _text("reason"),
        _text("signed"),
        _text("login"),
        _bytes("browser_hash"),
        _time("started_at"),
        _time("ends_at"),
        _refers("challenges", "account_id", "accounts.id"),
        _key("challenges", "cid"),
        _unique("challenges", "browser_hash"),
        sqlite_with_rowid=False,
    )
    _index("challenges", "login_key", "started_at")
    where: dict[str, Any] = {"sqlite_where": _OPEN, "postgresql_where": _OPEN}
    op.create_index("ix_challenges_account_id", "challenges", ["account_id"], **where)
    op.create_index("uq_challenges_open", "challenges", ["login_key"], unique=True, **where)


def _tickets() -> None:
    op.create_table(
        "tickets",
        _bytes("hash"),
        _text("kind"),
        _number("account_id"),
        _text("device_id"),
        _text("cid", null=True),
        _text("state"),
        _time("ends_at"),
        _bytes("holder_hash", null=True),
        _text("ip"),
        _text("browser"),
        _text("os"),
        _refers("tickets", "account_id", "accounts.id"),
        _refers("tickets", "device_id", "devices.id"),
        _key("tickets", "hash"),
        sqlite_with_rowid=False,
    )
    for column in ("device_id", "holder_hash"):
        _index("tickets", column)


def _sessions() -> None:
    op.create_table(
        "sessions",
        _bytes("hash"),
        _number("account_id"),
        _text("device_id"),
        _bytes("ticket_hash"),
        _time("created_at"),
        _time("seen_at"),
        _time("previous_login_at", null=True),
        _refers("sessions", "account_id", "accounts.id"),
        _refers("sessions", "device_id", "devices.id"),
        _key("sessions", "hash"),
        _unique("sessions", "ticket_hash"),
        sqlite_with_rowid=False,
    )
    _index("sessions", "device_id")
