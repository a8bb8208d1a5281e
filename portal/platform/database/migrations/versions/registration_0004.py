"""Registrations with certificates and mails, the IK directory, clerks."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("role", sa.Text(), nullable=False, server_default="admin"))
    op.add_column("accounts", sa.Column("region", sa.Text()))
    op.add_column("accounts", sa.Column("language", sa.Text(), nullable=False, server_default="de"))
    _institutions()
    _registrations()
    _visits()
    _attachments()
    _outbox()


def _institutions() -> None:
    op.create_table(
        "institutions",
        sa.Column("ik", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ik", name=op.f("pk_institutions")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "responsibilities",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region"],
            ["regions.code"],
            name=op.f("fk_responsibilities_region"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kind", "prefix", name=op.f("pk_responsibilities")),
    )


def _registrations() -> None:
    texts = ["kind", "state", "login", "salutation", "first_name", "last_name", "phone"]
    texts += ["function", "ik", "institution", "postal_code", "language"]
    times = ["created_at", "mailed_at", "confirm_until", "expires_at"]
    op.create_table(
        "registrations",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in times),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("certificate_at", sa.BigInteger()),
        sa.Column("device_at", sa.BigInteger()),
        sa.Column("ordered_at", sa.BigInteger()),
        sa.Column("region", sa.Text()),
        sa.Column("first_clerk", sa.Integer()),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("reason", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_registrations_{name}"))
            for name in ("account_id", "first_clerk", "decided_by")
        ),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_registrations_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    for columns in (["login"], ["account_id"], ["state", "ordered_at"]):
        name = op.f("_".join(["ix_registrations", *columns]))
        op.create_index(name, "registrations", columns)


def _visits() -> None:
    op.create_table(
        "registration_visits",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("registration_id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        _of_registration("registration_visits"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_registration_visits")),
    )
    name = op.f("ix_registration_visits_registration_id")
    op.create_index(name, "registration_visits", ["registration_id"])


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_as", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        _of_registration("attachments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_attachments_stored_as")),
    )
    op.create_index(op.f("ix_attachments_registration_id"), "attachments", ["registration_id"])


def _of_registration(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["registration_id"],
        ["registrations.id"],
        name=op.f(f"fk_{table}_registration_id"),
        ondelete="CASCADE",
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.Text()),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("once", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("given_up_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("once", name=op.f("uq_outbox_once")),
    )
    op.create_index(op.f("ix_outbox_due_at"), "outbox", ["due_at"])
