"""Uploaded files as the database knows them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from portal.certificates.kinds import FileKind
from portal.certificates.tables import ATTACHMENTS
from portal.db.statement import Statement


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
