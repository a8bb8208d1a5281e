"""What a backup consists of: `backup.json`, every file with its size and hash, and a consistent
copy of the database while it is used.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import inspect, text

from portal.domain.audit.verification import Head, Verification, verify
from portal.platform.database.engines import (
    open_engine,
    postgres_arguments,
    sqlite_path,
    sync_transaction,
)
from portal.platform.database.migration import check_file
from portal.platform.keys.key_file import write_private

NAME: Final = "backup.json"
UNFINISHED: Final = "restore-unfinished"
"""Lies in the data folder while a backup is put back; no portal starts beside it."""
_FORMAT: Final = 1
_PIECE: Final = 1 << 20


class BackupProblem(Exception):
    """Says in one sentence why nothing was copied or put back, and what to do."""


@dataclass(frozen=True)
class Copied:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Written last: without it a backup is not complete."""

    made_at: int
    """Seconds since 1970, when the database's state was read."""
    root: str
    """Thumbprint of the portal's root."""
    key_set: int
    """Number of the key set at that time."""
    database: str
    """Name of the database's file within the backup."""
    audit_head: str
    """The last entry of the audit log that is in it, as `audit verify` prints it."""
    files: dict[str, Copied] = field(default_factory=dict)
    """By their paths within the backup."""

    def save(self, folder: Path) -> None:
        """Write it; a power cut afterwards cannot lose it."""
        value = {"format": _FORMAT, **asdict(self)}
        write_private(folder / NAME, json.dumps(value, indent=1) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read it.

        Raises:
            BackupProblem: there is none, or not of this format.
        """
        try:
            value: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if value.pop("format") != _FORMAT:
                raise ValueError("another format")
            files = {path: Copied(**one) for path, one in value.pop("files").items()}
            return cls(files=files, **value)
        except FileNotFoundError as error:
            raise BackupProblem(
                f"{folder} holds no complete backup: {NAME} is missing, so it was cut off, or is "
                "another folder."
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupProblem(
                f"{folder / NAME} is damaged, or of a newer version: use another backup."
            ) from error

    def check_files(self, folder: Path) -> None:
        """
        Raises:
            BackupProblem: a file is missing, or not as it was copied.
        """
        for name, expected in self.files.items():
            path = folder / name
            if not path.resolve().is_relative_to(folder.resolve()):
                raise BackupProblem(f"{folder / NAME} names a file outside of the backup: {name}.")
            if not path.is_file() or digest(path) != expected:
                raise BackupProblem(
                    f"{path} is missing or was changed since the backup: use another backup."
                )


def digest(path: Path) -> Copied:
    """Size and hash of a file."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256")
    return Copied(path.stat().st_size, found.hexdigest())


def new_folder(folder: Path) -> None:
    """Make a folder that nobody else can read.

    Raises:
        BackupProblem: there is something in it already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupProblem(f"{folder} is not empty: give a new folder for each backup.")


def copy_tree(source: Path, target: Path) -> Iterator[tuple[Path, Copied]]:
    """Copy all finished files of a folder; each with its path below it.

    What is deleted meanwhile is left out: the portal deletes what has had its time.
    """
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            below = path.relative_to(source)
            try:
                yield below, copy_file(path, target / below)
            except FileNotFoundError:
                continue


def copy_file(source: Path, target: Path) -> Copied:
    """Copy one file for its owner alone; a power cut afterwards cannot lose it.

    Raises:
        FileNotFoundError: there is none.
    """
    with source.open("rb") as read:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found, size = hashlib.sha256(), 0
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            while piece := read.read(_PIECE):
                found.update(piece)
                size += written.write(piece)
            written.flush()
            os.fsync(written.fileno())
    return Copied(size, found.hexdigest())


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
