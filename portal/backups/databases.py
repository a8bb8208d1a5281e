"""A consistent copy of the database while it is used, and PostgreSQL's own programs."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import text

from portal.backups.copies import BackupProblem
from portal.domain.audit.verification import Head, Verification, verify
from portal.platform.database.engines import (
    open_engine,
    postgres_arguments,
    sqlite_path,
    sync_transaction,
)
from portal.platform.database.migration import check_file

_SQLITE: Final = "database.sqlite"
POSTGRES: Final = "database.dump"
"""Name of a copy of PostgreSQL."""
KEPT: Final = "before_restore_"
"""Begins the name of a schema that a backup has taken the place of."""


def copy_database(url: str, folder: Path, known: Head) -> tuple[str, Verification]:
    """Copy one state of the database, which goes on being used, and verify it.

    Args:
        url: of the database.
        folder: where the copy is put.
        known: an entry of the audit log that must be in the copy.

    Returns:
        Name of the copy, and how far its audit log is in order.

    Raises:
        BackupProblem: PostgreSQL's programs are missing, or fail.
        DatabaseProblem: the copy is damaged.
    """
    path = sqlite_path(url)
    name = POSTGRES if path is None else _SQLITE
    if path is None:
        return name, _dump(url, folder / name, known)
    copy = sqlite3.connect(folder / name)
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(copy) as target:
        # In one step: no writer can make it begin again, and none waits for it.
        source.backup(target)
    return name, verify_copy(folder / name, known)


def verify_copy(path: Path, *known: Head) -> Verification:
    """How far the audit log of a copied SQLite file is in order.

    Raises:
        DatabaseProblem: the file is damaged.
    """
    with sync_transaction(f"sqlite:///{path.absolute()}", reading=True) as connection:
        check_file(connection)
        return verify(connection, *known)


def _dump(url: str, target: Path, known: Head) -> Verification:
    engine = open_engine(url)
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(isolation_level="REPEATABLE READ")
            # What is verified is exactly what is copied.
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            result = verify(connection, known)
            options = (f"--snapshot={snapshot}", f"--exclude-schema={KEPT}*", "--format=custom")
            run("pg_dump", url, *options, f"--file={target}")
    finally:
        engine.dispose()
    return result


def run(program: str, url: str, *options: str) -> None:
    """One of PostgreSQL's own programs. The password is in no command line."""
    if shutil.which(program) is None:
        raise BackupProblem(f"{program} is not installed: apt-get install postgresql-client.")
    secret, address = _address(url)
    done = subprocess.run(
        [program, "--no-password", f"--dbname={address}", *options],
        env=os.environ | secret,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason was given"])[0]
        raise BackupProblem(f"{program} has failed: {said}.")


def _address(url: str) -> tuple[dict[str, str], str]:
    """The password as a variable, and the rest in the form of libpq."""
    # Imported late: a portal on SQLite has no use for it.
    from psycopg.conninfo import make_conninfo

    from portal.platform.database.postgres_servers import newest_server

    arguments = newest_server(postgres_arguments(url))
    arguments.pop("context", None)
    password = arguments.pop("password", None)
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return secret, make_conninfo(**arguments)
