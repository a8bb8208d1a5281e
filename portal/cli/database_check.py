"""Whether keys and database are of one portal: neither is to be used beside a lost other one."""

from pathlib import Path
from typing import Final

from sqlalchemy import inspect, select

from portal.backups.manifest import UNFINISHED
from portal.domain.accounts.tables import ACCOUNTS
from portal.domain.audit.log import latest
from portal.domain.audit.verification import START, Anchor
from portal.platform.database.engines import (
    is_missing_file,
    is_sqlite,
    shown_address,
    sync_transaction,
)
from portal.platform.database.migration import DatabaseProblem, check_file
from portal.platform.settings import Settings

_VERSION_TABLE: Final = "alembic_version"


def check_database(settings: Settings) -> None:
    """To be called wherever the portal's keys are used with its database.

    On an empty database the portal would tell every device that it is unknown, and apps delete
    their keys then; files of uploads would be deleted, because no row names them.

    Raises:
        DatabaseProblem: the database is missing, has no tables, has lost its whole audit log, or is
            half restored.
    """
    if (settings.data / UNFINISHED).exists():
        raise DatabaseProblem("A restore was cut off: run 'restore' again, from the same backup.")
    loss = loss_of(settings)
    if loss is not None:
        raise DatabaseProblem(
            f"The database {shown_address(settings.database_url)} {loss}, but the portal's keys "
            f"are in {settings.data}: put the database back from your backup, or correct "
            "database_url. Only if it is lost for good: 'init --start-anew'; every account and "
            "device is unknown then."
        )


def loss_of(settings: Settings) -> str | None:
    """What is missing of a database that was in use; None where nothing is."""
    head, url = Anchor(settings.data).load(), settings.database_url
    if not has_tables(url):
        return "is not there or empty"
    with sync_transaction(url, reading=True) as connection:
        if head != START and not latest(connection, 1):
            return f"has lost its audit log, which had {head.seq} entries"
    return None


def check_pages(url: str) -> None:
    """To be called before a portal serves: what SQLite reads later would fail there and then only.

    Reads the whole file. PostgreSQL has checks of its own.

    Raises:
        DatabaseProblem: the file is damaged.
    """
    if not is_sqlite(url):
        return
    with sync_transaction(url, reading=True) as connection:
        check_file(connection, quick=True)


def check_new_keys(folder: Path, url: str) -> None:
    """To be called before new keys are made in `folder`.

    Raises:
        DatabaseProblem: the database has accounts, so that there were keys once.
    """
    if not has_tables(url):
        return
    with sync_transaction(url, reading=True) as connection:
        used = connection.execute(select(ACCOUNTS.c.id).limit(1)).first() is not None
    if used:
        raise DatabaseProblem(
            f"The database {shown_address(url)} is in use, but its keys are not in {folder}: put "
            "them back from your backup, or give another --database-url. Only if they are lost "
            "for good: 'init --start-anew'; every device must be activated anew then."
        )


def has_tables(url: str) -> bool:
    """Whether `init` was ever done for this database; makes no file."""
    if is_missing_file(url):
        return False
    with sync_transaction(url, reading=True) as connection:
        return inspect(connection).has_table(_VERSION_TABLE)
