"""Uploaded files as the database knows them; their names are shown, never used as a path."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select

from portal.domain.certificates.file_types import FileKind
from portal.domain.registration.tables import ATTACHMENTS
from portal.platform.database.statement import Statement


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


def cleaned(name: str) -> str:
    """A name without folders, invisible and text-turning characters; never empty.

    Characters that turn the direction of writing would let "exe" be read as the beginning
    of a name (Unicode TR 36, 3.3).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    visible = "".join(one for one in spaced if unicodedata.category(one)[0] != "C")
    plain = _FORBIDDEN.sub("_", visible).strip(" .")
    return _shortened(plain) or _NAMELESS


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, point, ending = name.rpartition(".")
    if not point or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
