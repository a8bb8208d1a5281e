"""Providers, accounts and devices; the audit log, which takes inserts only."""

from alembic import op

from portal.platform.database.migrations import columns

revision = "0001"
down_revision = None

_REFUSAL = "the audit log takes no changes"
_SQLITE = """
CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRESQL = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION '{refusal}'; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER audit_only_inserts BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""


def upgrade() -> None:
    _providers()
    _accounts()
    _codes()
    _devices()
    _device_instances()
    _pin_failures()
    _pin_reservations()
    _answers()
    _audit()
    _refuse_changes()


def _providers() -> None:
    op.create_table(
        "providers",
        columns.number("id"),
        columns.text("name"),
        columns.big("created_at"),
        columns.key("providers", "id"),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        columns.number("id"),
        columns.text("login"),
        columns.text("name"),
        columns.text("provider"),
        columns.text("ik", null=True),
        columns.flag("cleared"),
        columns.big("reported_at", null=True),
        columns.big("created_at"),
        columns.big("reset_at", null=True),
        columns.text("role"),
        columns.text("region", null=True),
        columns.text("language"),
        columns.number("browsers_epoch", default="0"),
        columns.number("provider_id", null=True),
        columns.big("blocked_at", null=True),
        columns.refers("accounts", "provider_id", "providers.id"),
        columns.key("accounts", "id"),
        columns.unique("accounts", "login"),
    )
    columns.index("accounts", "provider_id")


def _codes() -> None:
    op.create_table(
        "codes",
        columns.given("account_id"),
        columns.binary("hash"),
        columns.text("address", default=""),
        columns.number("tries_left"),
        columns.number("tries_elsewhere", default="5"),
        columns.big("expires_at"),
        columns.big("used_at", null=True),
        columns.text("inviter", null=True),
        columns.text("mode", null=True),
        columns.refers("codes", "account_id", "accounts.id"),
        columns.key("codes", "account_id"),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        columns.text("id"),
        columns.number("account_id"),
        columns.text("state"),
        columns.binary("point"),
        columns.binary("pin_wrapped"),
        columns.number("pin_version"),
        columns.number("tries_left"),
        columns.number("budget_left"),
        columns.text("attempt"),
        columns.big("provisional_until"),
        columns.flag("roaming"),
        columns.text("invited_by", null=True),
        columns.text("invite_mode", null=True),
        columns.text("generation"),
        columns.text("ratchet"),
        columns.text("ratchet_before"),
        columns.text("name"),
        columns.text("os"),
        columns.text("app"),
        columns.text("terms"),
        columns.text("terms_sha256"),
        columns.big("created_at"),
        columns.big("activated_at", null=True),
        columns.big("locked_at", null=True),
        columns.big("last_login_at", null=True),
        columns.refers("devices", "account_id", "accounts.id"),
        columns.key("devices", "id"),
    )
    columns.index("devices", "account_id")
    columns.index("devices", "invited_by")


def _device_instances() -> None:
    op.create_table(
        "device_instances",
        columns.text("device_id"),
        columns.text("inst"),
        columns.big("first_seen"),
        columns.big("last_used"),
        columns.text("name"),
        columns.refers("device_instances", "device_id", "devices.id", ondelete="CASCADE"),
        columns.key("device_instances", "device_id", "inst"),
        sqlite_with_rowid=False,
    )


def _pin_failures() -> None:
    op.create_table(
        "pin_failures",
        columns.number("id"),
        columns.text("device_id"),
        columns.big("at"),
        columns.key("pin_failures", "id"),
    )
    columns.index("pin_failures", "device_id", "at")


def _pin_reservations() -> None:
    op.create_table(
        "pin_reservations",
        columns.text("device_id"),
        columns.text("jti"),
        columns.big("reserved_at"),
        columns.binary("content"),
        columns.refers("pin_reservations", "device_id", "devices.id", ondelete="CASCADE"),
        columns.key("pin_reservations", "device_id", "jti"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        columns.counted("id"),
        columns.text("device_id"),
        columns.text("jti"),
        columns.text("request_hash"),
        columns.binary("answer", null=True),
        columns.big("created_at"),
        columns.key("answers", "id"),
        columns.unique("answers", "device_id", "jti"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        columns.counted("seq", by_database=False),
        columns.big("at"),
        columns.text("event"),
        columns.number("account_id", null=True),
        columns.text("device_id", null=True),
        columns.text("facts"),
        columns.binary("previous"),
        columns.binary("hash"),
        columns.key("audit", "seq"),
    )
    columns.index("audit", "account_id", "seq")


def _refuse_changes() -> None:
    # Against mistakes of our own; whoever owns the table can drop them, and the chain will tell.
    if op.get_context().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(_SQLITE.format(event=event, refusal=_REFUSAL))
    else:
        op.execute(_POSTGRESQL.format(refusal=_REFUSAL))
        op.execute(_POSTGRESQL_TRIGGER)
