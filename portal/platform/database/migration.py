"""Bringing a database up to this version's tables."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.database.engines import open_engine
from portal.platform.database.schema_versions import (
    Steps,
    configured,
    is_served_by_this,
    serves_older,
)
from portal.platform.database.statement import lock_number
from portal.platform.storage_failures import StorageFailure, storage_failure

_LOG: Final = logging.getLogger("portal")


_MISSING_RIGHT: Final = "42501"
"""PostgreSQL's insufficient_privilege."""


class DatabaseProblem(Exception):
    """Says in one sentence why the database cannot be used, and what to do."""


def database_problem(error: Exception) -> DatabaseProblem:
    """A sentence for what a driver has raised."""
    failure = storage_failure(error)
    if failure is not None:
        return _problem_of(failure)
    if getattr(getattr(error, "orig", error), "sqlstate", None) == _MISSING_RIGHT:
        return DatabaseProblem(
            "The role that database_url names lacks a right in its database: let it own the "
            "database and the tables, as in ALTER DATABASE portal OWNER TO portal."
        )
    # The driver's text may repeat the password of the address.
    return DatabaseProblem(
        "The database cannot be used: run 'init' if that was never done, else check that it is "
        f"running and may be written ({type(error).__name__})."
    )


@contextlib.contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Of servers that start at a time one makes the tables; SQLite has one server."""
    if connection.dialect.name == "sqlite":
        yield
        return
    # The session's: each migration is a transaction of its own.
    key = {"key": lock_number("portal migration")}
    connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
    connection.commit()
    yield
    connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
    connection.commit()


def check_file(connection: Connection, *, quick: bool = False) -> None:
    """Read a whole SQLite file; `quick` leaves out whether indices fit their tables.

    Raises:
        DatabaseProblem: it is damaged.
    """
    check = "quick_check" if quick else "integrity_check"
    if connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar_one() != "ok":
        raise _problem_of(StorageFailure.DAMAGED)


def _problem_of(failure: StorageFailure) -> DatabaseProblem:
    return DatabaseProblem(f"{failure.value[0].upper()}{failure.value[1:]}.")


def migrate(url: str) -> None:
    """Create or change tables until they are this version's; does nothing where they are.

    The one place that makes a database: whoever finds an empty one beside existing keys is to
    refuse (`portal.cli.maintenance`).

    Raises:
        DatabaseProblem: with a sentence for the operator.
    """
    # Imported late: 150 ms that only a starting server needs.
    from alembic import command

    engine = open_engine(url, create=True)
    try:
        with engine.connect() as connection, _alone(connection):
            if _must_be_changed(connection):
                command.upgrade(configured(connection), "head")
                connection.commit()
    except SQLAlchemyError as error:
        raise database_problem(error) from error
    finally:
        engine.dispose()


def _must_be_changed(connection: Connection) -> bool:
    """False where the tables are of a newer version that lets this one serve.

    Raises:
        DatabaseProblem: it does not, or this version's tables do not let those serve that do.
    """
    steps = Steps(connection)
    if steps.are_newer and not is_served_by_this(connection):
        raise DatabaseProblem(
            "The database was made by a newer version of the portal: install that version."
        )
    if not steps.are_newer and serves_older(connection, steps.lets_serve):
        raise DatabaseProblem(
            "A portal of an older version is running on the database, which could not go on with "
            "the tables of this one: end all that are older, then start this one again."
        )
    # Each step is a transaction of its own.
    connection.commit()
    if steps.are_newer:
        _LOG.warning("the database is of a newer version of the portal, which lets this one serve")
    return not steps.are_newer
