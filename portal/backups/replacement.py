"""A backup takes the place of what is there, which is kept. Until that is finished it can be
undone, by another process too.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Connection, inspect, text

from portal.backups.copies import ASIDE, FOLDERS, BackupProblem, Manifest, copy_file
from portal.backups.databases import KEPT, POSTGRES, run
from portal.platform.database.engines import is_sqlite, sqlite_path, sync_transaction
from portal.platform.keys.key_file import write_private
from portal.platform.settings import Settings

UNFINISHED: Final = "restore-unfinished"
"""Lies in the data folder while a backup is put back; no portal starts beside it."""
_UNFINISHED_SCHEMA: Final = "restore_unfinished_"
"""The same in PostgreSQL, for portals on other machines; what follows is the stamp."""
_DATABASE: Final = "database"
_BESIDE: Final = ("-wal", "-shm", "")
_MOVING: Final = ".moving"


def is_unfinished(settings: Settings) -> bool:
    """Whether a restore is under way, or was cut off and is to be run again."""
    if (settings.data / UNFINISHED).exists():
        return True
    if is_sqlite(settings.database_url):
        return False
    with sync_transaction(settings.database_url, reading=True) as connection:
        return _stamp_of(connection) is not None


@dataclass(frozen=True)
class Replacement:
    """One restore. What was there when it began stands in a file, so that it is undone exactly."""

    data: Path
    url: str
    stamp: str
    """Date and time, in the names under which things are kept."""
    had: frozenset[str]
    """Which of `FOLDERS` were there, and whether the database was."""

    @classmethod
    def begin(cls, settings: Settings, stamp: str) -> Self:
        """From now on no portal starts."""
        had = {name for name in FOLDERS if (settings.data / name).exists()}
        path = sqlite_path(settings.database_url)
        if path is not None and path.exists():
            had.add(_DATABASE)
        value = {"stamp": stamp, "had": sorted(had)}
        write_private(settings.data / UNFINISHED, json.dumps(value) + "\n")
        return cls(settings.data, settings.database_url, stamp, frozenset(had))

    @classmethod
    def cut_off(cls, settings: Settings) -> Self | None:
        """One that did not come to its end; it may have been begun on another machine."""
        data, url = settings.data, settings.database_url
        if (data / UNFINISHED).exists():
            value = json.loads((data / UNFINISHED).read_text())
            return cls(data, url, value["stamp"], frozenset(value["had"]))
        if is_sqlite(url):
            return None
        with sync_transaction(url, reading=True) as connection:
            stamp = _stamp_of(connection)
        # The folders of the other machine are not touched.
        return None if stamp is None else cls(data, url, stamp, frozenset(FOLDERS))

    def put(self, manifest: Manifest, folder: Path) -> None:
        """Put a backup in the place of what is there.

        Raises:
            BackupProblem: it is of another kind of database, was changed meanwhile, or
                PostgreSQL's programs fail.
        """
        path, copy = sqlite_path(self.url), folder / manifest.database
        if (path is None) != (copy.name == POSTGRES):
            raise BackupProblem(
                "The backup is of another kind of database than database_url names: "
                "correct the setting."
            )
        if path is None:
            self._put_postgres(copy)
        else:
            self._put_sqlite(path.resolve(), manifest, folder)
        for name in FOLDERS:
            _set_aside(self.data / name, self.stamp)
        for name in manifest.documents:
            _copy(manifest, folder, name, self.data / name)

    def _put_sqlite(self, path: Path, manifest: Manifest, folder: Path) -> None:
        draft = _draft(path)
        draft.unlink(missing_ok=True)
        _copy(manifest, folder, manifest.database, draft)
        # The file itself comes first: while it is missing, what lies beside it belongs to the old.
        for ending in reversed(_BESIDE):
            _move(_beside(path, ending), self._kept_sqlite(path, ending))
        draft.replace(path)

    def _put_postgres(self, copy: Path) -> None:
        with sync_transaction(self.url) as connection:
            connection.execute(text(f"CREATE SCHEMA {_UNFINISHED_SCHEMA}{self.stamp}"))
            if inspect(connection).get_table_names():
                connection.execute(text(f"ALTER SCHEMA public RENAME TO {KEPT}{self.stamp}"))
                connection.execute(text("CREATE SCHEMA public"))
        options = ("--single-transaction", "--no-owner", "--exit-on-error")
        run("pg_restore", self.url, *options, str(copy))

    def settled(self, connection: Connection) -> None:
        """To be called in the last transaction: with its commit portals elsewhere may start."""
        if not is_sqlite(self.url):
            connection.execute(text(f"DROP SCHEMA {_UNFINISHED_SCHEMA}{self.stamp}"))

    def finish(self) -> None:
        """From now on a portal may start."""
        (self.data / UNFINISHED).unlink(missing_ok=True)

    def undo(self) -> None:
        """Put everything back as it was; can be cut off, too, and done again."""
        path = sqlite_path(self.url)
        if path is not None:
            self._undo_folders()
            self._undo_sqlite(path.resolve())
        else:
            with sync_transaction(self.url) as connection:
                # Without it nothing was done yet, or all of it.
                if _stamp_of(connection) == self.stamp:
                    self._undo_folders()
                    self._undo_postgres(connection)
        self.finish()

    def _undo_folders(self) -> None:
        for name in FOLDERS:
            _put_aside_back(self.data / name, self.stamp, was_there=name in self.had)

    def _undo_sqlite(self, path: Path) -> None:
        _draft(path).unlink(missing_ok=True)
        kept = self._kept_sqlite(path, "")
        if path.exists() and (kept.exists() or _DATABASE not in self.had):
            for ending in _BESIDE:
                _beside(path, ending).unlink(missing_ok=True)
        for ending in _BESIDE:
            _move(self._kept_sqlite(path, ending), _beside(path, ending))

    def _undo_postgres(self, connection: Connection) -> None:
        kept = f"{KEPT}{self.stamp}"
        had = kept in inspect(connection).get_schema_names()
        if had or inspect(connection).get_table_names():
            # Waits for a pg_restore that outlives the command that was killed.
            connection.execute(text("DROP SCHEMA public CASCADE"))
            again = f"ALTER SCHEMA {kept} RENAME TO public" if had else "CREATE SCHEMA public"
            connection.execute(text(again))
        connection.execute(text(f"DROP SCHEMA {_UNFINISHED_SCHEMA}{self.stamp}"))

    def _kept_sqlite(self, path: Path, ending: str) -> Path:
        return path.with_name(f"{path.name}.before-{self.stamp}{ending}")


def _stamp_of(connection: Connection) -> str | None:
    names = inspect(connection).get_schema_names()
    found = (name for name in names if name.startswith(_UNFINISHED_SCHEMA))
    return next((name.removeprefix(_UNFINISHED_SCHEMA) for name in found), None)


def _copy(manifest: Manifest, folder: Path, name: str, target: Path) -> None:
    if copy_file(folder / name, target) != manifest.files[name]:
        raise BackupProblem(
            f"{folder / name} was changed while it was copied: let nobody write to the backup."
        )


def _draft(path: Path) -> Path:
    return path.with_name(f"{path.name}.restored")


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _move(source: Path, target: Path) -> None:
    if source.exists():
        source.replace(target)


def _set_aside(present: Path, stamp: str) -> None:
    """Keep a folder under another name; what is mounted or linked to keeps its files inside."""
    if not present.exists():
        return
    if not _stays(present):
        present.replace(_kept_beside(present, stamp))
        return
    kept, moving = _kept_inside(present, stamp)
    moving.mkdir(mode=0o700)
    for one in _contents(present):
        one.replace(moving / one.name)
    moving.replace(kept)


def _put_aside_back(present: Path, stamp: str, *, was_there: bool) -> None:
    if _stays(present):
        kept, moving = _kept_inside(present, stamp)
        if kept.exists():
            for one in _contents(present):
                _remove(one)
            kept.replace(moving)
        if moving.exists():
            for one in moving.iterdir():
                one.replace(present / one.name)
            moving.rmdir()
        return
    kept = _kept_beside(present, stamp)
    if kept.exists() or not was_there:
        _remove(present)
    _move(kept, present)


def _stays(present: Path) -> bool:
    return present.is_symlink() or present.is_mount()


def _kept_beside(present: Path, stamp: str) -> Path:
    return present.with_name(f"{present.name}.before-{stamp}")


def _kept_inside(present: Path, stamp: str) -> tuple[Path, Path]:
    """Where its files are kept, and where they are until all of them are there."""
    kept = present / f"{ASIDE}{stamp}"
    return kept, kept.with_name(kept.name + _MOVING)


def _contents(present: Path) -> Iterator[Path]:
    return (one for one in list(present.iterdir()) if not one.name.startswith(ASIDE))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
