"""Uploaded files: their rows, and the files below the data folder.

The user's name of a file is only shown; its path is a random name.
"""

import contextlib
import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from portal.domain.certificates.file_types import FileKind
from portal.domain.registration.registrations import ATTACHMENTS
from portal.platform.database.statement import Statement
from portal.platform.storage_failures import Outage, StorageFailure, storage_failure


@dataclass(frozen=True)
class Attachment:
    """A row of the table, whose comments say what the fields mean. Size in bytes."""

    id: str
    registration_id: str
    name: str
    kind: FileKind
    size: int
    stored_as: str
    added_at: int
    sent_name: str = ""

    def __repr__(self) -> str:
        return f"Attachment({self.kind}, {self.size})"


_A = ATTACHMENTS.c
_OF_REGISTRATION = Statement(
    select(ATTACHMENTS)
    .where(_A.registration_id == bindparam("registration"))
    .order_by(_A.added_at, _A.name, _A.id)
)
_FIND = Statement(
    select(ATTACHMENTS).where(
        _A.registration_id == bindparam("registration"), _A.id == bindparam("id_")
    )
)
_INSERT = Statement(insert(ATTACHMENTS), columns=_A.keys())
_DELETE = Statement(delete(ATTACHMENTS).where(_A.id == bindparam("id_")))
_NAMES = Statement(select(_A.stored_as))


def attachments_of(connection: Connection, registration_id: str) -> list[Attachment]:
    """In the order in which they were added."""
    return [_read(row) for row in _OF_REGISTRATION.all(connection, registration=registration_id)]


def find_attachment(connection: Connection, registration_id: str, id_: str) -> Attachment | None:
    """The attachment, if it is one of this registration."""
    row = _FIND.one(connection, registration=registration_id, id_=id_)
    return None if row is None else _read(row)


def insert_attachment(connection: Connection, attachment: Attachment) -> None:
    _INSERT.change(connection, **vars(attachment))


def delete_attachment(connection: Connection, id_: str) -> None:
    """The row; its file is to be deleted once that is committed."""
    _DELETE.change(connection, id_=id_)


def all_stored_names(connection: Connection) -> set[str]:
    """Of every file that has a row."""
    return {name for (name,) in _NAMES.all(connection)}


def _read(row: tuple[Any, ...]) -> Attachment:
    id_, registration_id, name, kind, *rest = row
    return Attachment(id_, registration_id, name, FileKind(kind), *rest)


LONGEST: Final = 100
_NAMELESS: Final = "Datei"
_LONGEST_ENDING: Final = 8
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, with any ending: such a file cannot be saved there."""


def cleaned(name: str) -> str:
    """A name without folders, invisible and text-turning characters; never empty.

    Characters that turn the direction of writing would let "exe" be read as the beginning
    of a name (Unicode TR 36, 3.3).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    visible = "".join(one for one in spaced if unicodedata.category(one)[0] != "C")
    plain = _DEVICE.sub(r"_\g<0>", _FORBIDDEN.sub("_", visible).strip(" ."), count=1)
    return _shortened(plain) or _NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, point, ending = name.rpartition(".")
    if not point or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


FOLDER: Final = "uploads"
_NAME_BYTES: Final = 16
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_GRACE_SECONDS: Final = 3600
_LOG: Final = logging.getLogger("portal.certificates")


class NotStored(Exception):
    """The disk does not take it, because it is full, say; the alarm log has it."""


@dataclass(frozen=True)
class Storage:
    """The folder of all uploads."""

    folder: Path
    outage: Outage = field(default_factory=Outage)
    """Is told what fails and works."""

    def new_file(self) -> tuple[str, BinaryIO]:
        """A new empty file for the portal's user alone, unbuffered, and its name.

        Raises:
            NotStored
        """
        name = secrets.token_hex(_NAME_BYTES)
        with self._storing():
            self.folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(self.path(name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            return name, os.fdopen(descriptor, "wb", buffering=0)

    def write(self, file: BinaryIO, data: memoryview) -> None:
        """Write all of it: a disk that is almost full takes less than it is given.

        Raises:
            NotStored
        """
        with self._storing():
            while data:
                data = data[file.write(data) :]

    def path(self, name: str) -> Path:
        """Where a file lies.

        Raises:
            ValueError: it is no name that `new_file` has given.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("no name of an uploaded file")
        return self.folder / name

    def has(self, name: str) -> bool:
        return self.path(name).is_file()

    def make_durable(self, name: str, now: int) -> None:
        """To be called before its row is written: afterwards a power cut cannot lose it.

        Raises:
            NotStored
        """
        path = self.path(name)
        with self._storing():
            os.utime(path, (now, now))
            _sync(path)
            _sync(self.folder)
        self.outage.has_worked()

    def delete(self, *names: str) -> None:
        """To be called after the rows are gone; a file that is gone already is no error."""
        for name in names:
            self.path(name).unlink(missing_ok=True)

    def sweep(self, connection: Connection, now: int) -> int:
        """Delete files that have no row and are older than an hour; how many they were.

        One that cannot be deleted is logged and stops no other.
        """
        if not self.folder.is_dir():
            return 0
        old = {path.name for path in self.folder.iterdir() if _is_old(path, now)}
        return sum(map(self._try_delete, old - all_stored_names(connection) if old else old))

    @contextlib.contextmanager
    def _storing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # Whatever else it is, nothing can be written there.
            failure = storage_failure(error) or StorageFailure.READ_ONLY
            raise NotStored from self.outage.unavailable(failure)

    def _try_delete(self, name: str) -> bool:
        try:
            self.delete(name)
        except OSError as error:
            _LOG.error("the upload %s cannot be deleted: %s", name, error.strerror)
            return False
        return True


def _is_old(path: Path, now: int) -> bool:
    try:
        return bool(_NAME.fullmatch(path.name)) and path.stat().st_mtime < now - _GRACE_SECONDS
    except FileNotFoundError:
        # Another process was quicker.
        return False


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
