"""What a backup consists of: `backup.json`, and every file with its size and hash."""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final, Self

from portal.domain.advices.storage import FOLDER as ADVICES
from portal.domain.audit.verification import Head
from portal.domain.certificates.attachments import FOLDER as UPLOADS
from portal.platform.keys.key_file import write_private

NAME: Final = "backup.json"
FOLDERS: Final = (UPLOADS, ADVICES)
"""Of files that belong to rows of the database."""
_PLACES: Final = tuple((name,) for name in FOLDERS)
ASIDE: Final = ".before-"
"""Begins the name of a folder within one of them, of files that a backup has taken the place of."""
_BEGUN: Final = "unfinished"
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
            found = cls(files=files, **value)
            Head.parse(found.audit_head)
            if found.database not in files or not isinstance(found.made_at, int):
                raise ValueError("not what `save` writes")
            return found
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
            if not self._is_placed(name) or not path.resolve().is_relative_to(folder.resolve()):
                raise BackupProblem(f"{folder / NAME} names a file outside of the backup: {name}.")
            if not path.is_file() or digest(path) != expected:
                raise BackupProblem(
                    f"{path} is missing or was changed since the backup: use another backup."
                )

    def _is_placed(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        return name == self.database or (parts[:1] in _PLACES and ".." not in parts)

    @property
    def documents(self) -> dict[str, Copied]:
        """Its files without the database."""
        return {name: one for name, one in self.files.items() if name != self.database}


def digest(path: Path) -> Copied:
    """Size and hash of a file."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256")
    return Copied(path.stat().st_size, found.hexdigest())


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Make a folder that nobody else can read; if the block fails, nothing is left of it.

    Raises:
        BackupProblem: there is something in it already, or another backup has begun there.
    """
    used = BackupProblem(f"{folder} is not empty: give a new folder for each backup.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise used
    begun = folder / _BEGUN
    try:
        begun.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise used from error
    with contextlib.ExitStack() as failed:
        failed.callback(shutil.rmtree, folder, ignore_errors=True)
        yield
        failed.pop_all()
    begun.unlink()


def copy_tree(source: Path, target: Path) -> Iterator[tuple[Path, Copied]]:
    """Copy all finished files of a folder; each with its path below it.

    What is deleted meanwhile is left out: the portal deletes what has had its time.
    """
    for path in sorted(source.rglob("*")):
        below = path.relative_to(source)
        if path.is_file() and path.suffix != ".part" and not below.parts[0].startswith(ASIDE):
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
