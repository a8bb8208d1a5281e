"""Alembic's entry: always on a connection that the portal hands over."""

from alembic import context

from portal.platform.database.schema_versions import record_step

context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=True,
    on_version_apply=record_step,
)
with context.begin_transaction():
    context.run_migrations()
