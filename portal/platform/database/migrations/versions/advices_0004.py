"""Payment advices, orders of the electronic payment advice, receipts; what processes share.

On PostgreSQL the shared tables are not logged: no commit waits for the disk, a copy of the log has
nothing of them, and after a crash they are empty, as the memory of a process would be.
"""

import sqlalchemy as sa
from alembic import op

from portal.platform.database.migrations import columns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _advices()
    _advice_totals()
    _advice_reads()
    _advice_notices()
    _gone_advices()
    _eavis_orders()
    _receipts()
    _rate_counts()
    _typed_forms()
    _form_accounts()
    _form_answers()


def _advices() -> None:
    op.create_table(
        "advices",
        columns.number("id"),
        columns.number("provider_id", null=True),
        columns.text("folder"),
        columns.text("ik"),
        columns.text("sender"),
        columns.text("reference"),
        columns.text("issued_on"),
        columns.text("period_from"),
        columns.text("period_to"),
        columns.big("amount_cents"),
        columns.text("currency"),
        columns.number("invoices"),
        columns.text("digest"),
        columns.number("size"),
        columns.big("received_at"),
        columns.big("deleted_at", null=True),
        columns.text("deleted_from", default=""),
        columns.refers("advices", "provider_id", "providers.id", ondelete="SET NULL"),
        columns.key("advices", "id"),
    )
    _index_advices()


def _index_advices() -> None:
    op.create_index(
        op.f("ix_advices_amount"), "advices", ["provider_id", "folder", "amount_cents", "id"]
    )
    columns.index("advices", "deleted_at")
    columns.index("advices", "digest")
    op.create_index(
        op.f("ix_advices_listed"),
        "advices",
        [
            "provider_id",
            "folder",
            "issued_on",
            "id",
            "ik",
            "sender",
            "amount_cents",
            "invoices",
            "reference",
        ],
    )
    columns.index("advices", "received_at")
    op.create_index(op.f("ix_advices_sender"), "advices", ["provider_id", "folder", "sender", "id"])
    op.create_index(op.f("uq_advices_ik_reference"), "advices", ["ik", "reference"], unique=True)


def _advice_totals() -> None:
    op.create_table(
        "advice_totals",
        columns.number("provider_id"),
        columns.text("folder"),
        columns.text("month"),
        columns.text("ik"),
        columns.text("sender"),
        columns.number("number"),
        columns.big("amount_cents"),
        columns.number("invoices"),
        columns.refers("advice_totals", "provider_id", "providers.id", ondelete="CASCADE"),
        columns.key("advice_totals", "provider_id", "folder", "month", "ik", "sender"),
    )


def _advice_reads() -> None:
    op.create_table(
        "advice_reads",
        columns.number("account_id"),
        columns.number("advice_id"),
        columns.refers("advice_reads", "account_id", "accounts.id", ondelete="CASCADE"),
        columns.refers("advice_reads", "advice_id", "advices.id", ondelete="CASCADE"),
        columns.key("advice_reads", "account_id", "advice_id"),
    )
    columns.index("advice_reads", "advice_id")


def _advice_notices() -> None:
    op.create_table(
        "advice_notices",
        columns.given("account_id"),
        columns.flag("is_wanted", default=sa.text("true")),
        columns.big("told_until", default="0"),
        columns.refers("advice_notices", "account_id", "accounts.id", ondelete="CASCADE"),
        columns.key("advice_notices", "account_id"),
    )


def _gone_advices() -> None:
    op.create_table(
        "gone_advices",
        columns.text("hash"),
        columns.big("gone_at"),
        columns.key("gone_advices", "hash"),
    )
    columns.index("gone_advices", "gone_at")


def _eavis_orders() -> None:
    op.create_table(
        "eavis_orders",
        columns.number("id"),
        columns.number("provider_id"),
        columns.text("ik"),
        columns.text("target"),
        columns.text("effective_on"),
        columns.big("ordered_at"),
        columns.text("ordered_by"),
        columns.big("exported_at", null=True),
        columns.refers("eavis_orders", "provider_id", "providers.id", ondelete="CASCADE"),
        columns.key("eavis_orders", "id"),
    )
    columns.index("eavis_orders", "provider_id", "ik")


def _receipts() -> None:
    op.create_table(
        "receipts",
        columns.text("id"),
        columns.number("provider_id"),
        columns.big("at"),
        columns.number("account_id"),
        columns.text("login"),
        columns.text("name"),
        columns.text("device"),
        columns.text("outcome"),
        columns.text("challenge"),
        columns.binary("request"),
        columns.binary("point"),
        columns.refers("receipts", "provider_id", "providers.id", ondelete="CASCADE"),
        columns.key("receipts", "id"),
    )
    columns.index("receipts", "provider_id", "at")


def _rate_counts() -> None:
    op.create_table(
        "rate_counts",
        columns.binary("id"),
        sa.Column("full_at", sa.Double(), nullable=False),
        columns.key("rate_counts", "id"),
        prefixes=_unlogged(),
    )
    columns.index("rate_counts", "full_at")


def _typed_forms() -> None:
    op.create_table(
        "typed_forms",
        columns.text("id"),
        columns.binary("browser"),
        columns.binary("network"),
        columns.big("ends_at"),
        columns.binary("content"),
        columns.key("typed_forms", "id"),
        prefixes=_unlogged(),
    )
    columns.index("typed_forms", "browser")
    columns.index("typed_forms", "ends_at")
    columns.index("typed_forms", "network")


def _form_accounts() -> None:
    op.create_table(
        "form_accounts",
        columns.binary("browser"),
        columns.number("account_id"),
        columns.big("ends_at"),
        columns.key("form_accounts", "browser"),
        prefixes=_unlogged(),
    )
    columns.index("form_accounts", "ends_at")


def _form_answers() -> None:
    op.create_table(
        "form_answers",
        columns.binary("id"),
        columns.text("once"),
        columns.big("at"),
        columns.binary("answer", null=True),
        columns.key("form_answers", "id"),
        prefixes=_unlogged(),
    )
    columns.index("form_answers", "at")


def _unlogged() -> list[str]:
    return ["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else []
