"""A consistent copy of the database while it is used, and putting it back."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import inspect, make_url, text

from portal.backups.manifest import BackupProblem, copy_file
from portal.domain.audit.verification import Head, Verification, verify
from portal.platform.database.engines import open_engine, sqlite_path, sync_transaction
from portal.platform.database.migration import check_file

_SQLITE: Final = "database.sqlite"
_POSTGRES: Final = "database.dump"
_SCHEMA: Final = "before_restore_"


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
    if path is None:
        return _POSTGRES, _dump(url, folder / _POSTGRES, known)
    copy = sqlite3.connect(folder / _SQLITE)
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(copy) as target:
        # In one step: no writer can make it begin again, and none waits for it.
        source.backup(target)
    return _SQLITE, verify_copy(folder / _SQLITE, known)


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
            options = (f"--snapshot={snapshot}", f"--exclude-schema={_SCHEMA}*", "--format=custom")
            _run("pg_dump", url, *options, f"--file={target}")
    finally:
        engine.dispose()
    return result


def _run(program: str, url: str, *options: str) -> None:
    """One of PostgreSQL's own programs. The password is in no command line."""
    if shutil.which(program) is None:
        raise BackupProblem(f"{program} is not installed: apt-get install postgresql-client.")
    parsed = make_url(url)
    secret = {} if parsed.password is None else {"PGPASSWORD": str(parsed.password)}
    address = parsed._replace(drivername="postgresql", password=None).render_as_string()
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


def put_back(url: str, copy: Path, suffix: str) -> None:
    """Put a copy in the place of the database, which is kept under its name and `suffix`.

    Raises:
        BackupProblem: the copy is of another kind of database, or PostgreSQL's programs fail.
    """
    path = sqlite_path(url)
    if (path is None) != (copy.name == _POSTGRES):
        raise BackupProblem(
            "The backup is of another kind of database than database_url names: "
            "correct the setting."
        )
    if path is None:
        _restore(url, copy, f"{_SCHEMA}{suffix}")
    else:
        _replace(path.resolve(), copy, f".before-{suffix}")


def _replace(path: Path, copy: Path, suffix: str) -> None:
    draft = path.with_name(f"{path.name}.restored")
    draft.unlink(missing_ok=True)
    copy_file(copy, draft)
    for ending in ("", "-wal", "-shm"):
        present = path.with_name(path.name + ending)
        if present.exists():
            present.replace(path.with_name(path.name + suffix + ending))
    draft.replace(path)


def _restore(url: str, copy: Path, schema: str) -> None:
    with sync_transaction(url) as connection:
        used = bool(inspect(connection).get_table_names())
        if used:
            connection.execute(text(f"ALTER SCHEMA public RENAME TO {schema}"))
            connection.execute(text("CREATE SCHEMA public"))
    try:
        _run("pg_restore", url, "--single-transaction", "--no-owner", "--exit-on-error", str(copy))
    except BackupProblem:
        if used:
            with sync_transaction(url) as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text(f"ALTER SCHEMA {schema} RENAME TO public"))
        raise
