"""What was handed in, as far as a clerk may see it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, bindparam, select

from portal.certificates.tables import ATTACHMENTS
from portal.clerk.clerk import VISIBLE, Clerk
from portal.db.statement import Statement
from portal.registration.states import State
from portal.registration.tables import REGISTRATIONS


@dataclass(frozen=True)
class Paper:
    """One uploaded file."""

    id: str
    registration_id: str
    name: str
    """As the user's computer called it: it may say anything."""
    kind: str
    """What the content turned out to be."""
    size: int
    stored_as: str
    account_id: int
    """Whose registration it belongs to."""

    @property
    def download_name(self) -> str:
        """Ends as the content does, so that no file comes as a program."""
        ending = f".{self.kind}"
        return self.name if self.name.lower().endswith(ending) else self.name + ending


class Previews(Protocol):
    """Pictures of pages, and where the files are."""

    async def pages(self, paper: Paper) -> int:
        """How many there are pictures of; 0 where none can be made."""

    async def picture(self, paper: Paper, page: int) -> bytes | None:
        """A page as PNG, the first is 1; None where there is no such page."""

    def original(self, paper: Paper) -> Path: ...


_F: Final = ATTACHMENTS.c
_R: Final = REGISTRATIONS.c
_PAPERS: Final = (
    select(_F.id, _F.registration_id, _F.name, _F.kind, _F.size, _F.stored_as, _R.account_id)
    .join_from(ATTACHMENTS, REGISTRATIONS)
    # While it is the user's turn, what lies there is not handed in.
    .where(_R.id == bindparam("registration"), VISIBLE, _R.state != State.OPEN)
)
_ALL: Final = Statement(_PAPERS.order_by(_F.added_at, _F.id))
_ONE: Final = Statement(_PAPERS.where(_F.id == bindparam("id_")))


def papers_of(connection: Connection, clerk: Clerk, registration_id: str) -> list[Paper]:
    """In the order in which they came."""
    values = {"registration": registration_id, "region_": clerk.region}
    return [Paper(*row) for row in _ALL.all(connection, **values)]


def find_paper(
    connection: Connection, clerk: Clerk, registration_id: str, id_: str
) -> Paper | None:
    """None where there is none that this clerk may see."""
    values = {"registration": registration_id, "region_": clerk.region, "id_": id_}
    row = _ONE.one(connection, **values)
    return None if row is None else Paper(*row)


@dataclass(frozen=True)
class OriginalsOnly:
    """Where no pictures are made."""

    folder: Path

    async def pages(self, _paper: Paper) -> int:
        return 0

    async def picture(self, _paper: Paper, _page: int) -> bytes | None:
        return None

    def original(self, paper: Paper) -> Path:
        return self.folder / paper.stored_as
