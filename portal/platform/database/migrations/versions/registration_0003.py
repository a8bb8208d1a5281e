"""Registrations, certificates, e-mails; institutions, regions, IK numbers."""

from alembic import op

from portal.platform.database.migrations import columns

revision = "0003"
down_revision = "0002"

_REGISTRATIONS_REFER = (
    ("account_id", "accounts.id"),
    ("region", "regions.code"),
    ("first_clerk", "accounts.id"),
    ("decided_by", "accounts.id"),
    ("provider_id", "providers.id"),
)


def upgrade() -> None:
    _institutions()
    _regions()
    _responsibilities()
    _provider_iks()
    _registrations()
    _registration_visits()
    _attachments()
    _outbox()


def _institutions() -> None:
    op.create_table(
        "institutions",
        columns.text("ik"),
        columns.text("name"),
        columns.text("street"),
        columns.text("postal_code"),
        columns.text("city"),
        columns.key("institutions", "ik"),
    )


def _regions() -> None:
    op.create_table(
        "regions",
        columns.text("code"),
        columns.text("name"),
        columns.text("email"),
        columns.key("regions", "code"),
    )


def _responsibilities() -> None:
    op.create_table(
        "responsibilities",
        columns.text("kind"),
        columns.text("prefix"),
        columns.text("region"),
        columns.refers("responsibilities", "region", "regions.code", ondelete="CASCADE"),
        columns.key("responsibilities", "kind", "prefix"),
    )


def _provider_iks() -> None:
    op.create_table(
        "provider_iks",
        columns.number("id"),
        columns.number("provider_id"),
        columns.text("ik"),
        columns.text("institution"),
        columns.text("state"),
        columns.big("added_at"),
        columns.big("decided_at", null=True),
        columns.text("region", null=True),
        columns.refers("provider_iks", "provider_id", "providers.id", ondelete="CASCADE"),
        columns.refers("provider_iks", "region", "regions.code"),
        columns.key("provider_iks", "id"),
    )
    columns.index("provider_iks", "provider_id")
    columns.partial_index(
        "uq_provider_iks_ik", "provider_iks", "ik", where="state = 'cleared'", is_unique=True
    )
    columns.partial_index(
        "uq_provider_iks_provider_id",
        "provider_iks",
        "provider_id",
        "ik",
        where="state IN ('pending', 'cleared')",
        is_unique=True,
    )


def _registrations() -> None:
    op.create_table(
        "registrations",
        columns.text("id"),
        columns.text("kind"),
        columns.text("state"),
        columns.text("login"),
        columns.text("salutation"),
        columns.text("first_name"),
        columns.text("last_name"),
        columns.text("phone"),
        columns.text("phone_typed", default=""),
        columns.text("function"),
        columns.text("ik"),
        columns.text("institution"),
        columns.text("postal_code"),
        columns.text("language"),
        columns.big("created_at"),
        columns.big("mailed_at"),
        columns.big("confirm_until"),
        columns.big("confirmed_at", null=True),
        columns.big("expires_at"),
        columns.number("reminders"),
        columns.number("account_id", null=True),
        columns.big("certificate_at", null=True),
        columns.big("device_at", null=True),
        columns.big("ordered_at", null=True),
        columns.text("region", null=True),
        columns.number("first_clerk", null=True),
        columns.text("first_shown", null=True),
        columns.number("decided_by", null=True),
        columns.big("decided_at", null=True),
        columns.text("reason"),
        columns.number("provider_id", null=True),
        *(columns.refers("registrations", *pair) for pair in _REGISTRATIONS_REFER),
        columns.key("registrations", "id"),
    )
    _index_registrations()


def _index_registrations() -> None:
    columns.index("registrations", "account_id")
    columns.index("registrations", "login")
    columns.index("registrations", "provider_id")
    columns.index("registrations", "state", "ordered_at")


def _registration_visits() -> None:
    op.create_table(
        "registration_visits",
        columns.binary("hash"),
        columns.text("registration_id"),
        columns.big("seen_at"),
        columns.refers(
            "registration_visits", "registration_id", "registrations.id", ondelete="CASCADE"
        ),
        columns.key("registration_visits", "hash"),
    )
    columns.index("registration_visits", "registration_id")


def _attachments() -> None:
    op.create_table(
        "attachments",
        columns.text("id"),
        columns.text("registration_id"),
        columns.text("name"),
        columns.text("kind"),
        columns.number("size"),
        columns.text("stored_as"),
        columns.big("added_at"),
        columns.text("sent_name", default=""),
        columns.refers("attachments", "registration_id", "registrations.id", ondelete="CASCADE"),
        columns.key("attachments", "id"),
        columns.unique("attachments", "stored_as"),
    )
    columns.index("attachments", "registration_id")


def _outbox() -> None:
    op.create_table(
        "outbox",
        columns.text("id"),
        columns.text("kind"),
        columns.text("recipient"),
        columns.text("language"),
        columns.text("registration_id", null=True),
        columns.text("facts"),
        columns.text("once", null=True),
        columns.big("created_at"),
        columns.big("due_at"),
        columns.number("tries"),
        columns.big("leased_until"),
        columns.text("leased_by", default=""),
        columns.big("sent_at", null=True),
        columns.big("given_up_at", null=True),
        columns.key("outbox", "id"),
        columns.unique("outbox", "once"),
    )
    columns.index("outbox", "due_at")
