"""Alembic's entry: always on a connection that the portal hands over."""

from alembic import context

from portal.domain.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
