"""The clerk who is logged in, which registrations and attachments that clerk may see, and a
record of every look at one.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, or_, select

from portal.domain.audit.log import Event, record_event
from portal.domain.certificates.attachments import Attachment, find_attachment
from portal.domain.certificates.examination import Missing, NoPreview, Previews
from portal.domain.certificates.file_types import OFFICE, Block, FileKind
from portal.domain.logins.sessions import Session
from portal.domain.registration.registrations import REGISTRATIONS, State
from portal.platform.clock import Clock
from portal.platform.database.database import Database
from portal.platform.database.statement import Statement
from portal.platform.limits import Limit, RateLimits

_REGION: Final = bindparam("region_", type_=Text)

# To be in every statement of the clerks' pages; what was never handed in is not for clerks.
VISIBLE: Final[ColumnElement[bool]] = and_(
    REGISTRATIONS.c.ordered_at.is_not(None),
    or_(_REGION == "", REGISTRATIONS.c.region == _REGION),
)


@dataclass(frozen=True)
class Clerk:
    """Of the AOK, logged in with both factors."""

    session: Session

    @property
    def id(self) -> int:
        return self.session.account_id

    @property
    def login(self) -> str:
        return self.session.login

    @property
    def region(self) -> str:
        """What `VISIBLE` wants as `region_`: the code of a regional AOK, "" for all."""
        return self.session.region or ""


@dataclass(frozen=True)
class CaseFile:
    """One uploaded file, and whose registration it belongs to."""

    attachment: Attachment
    account_id: int | None


_R: Final = REGISTRATIONS.c
_ACCOUNT: Final = Statement(
    select(_R.account_id).where(
        _R.id == bindparam("id_"),
        VISIBLE,
        # While it is the user's turn, what lies there is not handed in.
        _R.state != State.OPEN,
    )
)


def find_case_file(
    connection: Connection, clerk: Clerk, registration_id: str, id_: str
) -> CaseFile | None:
    """None where there is none that this clerk may see."""
    row = _ACCOUNT.one(connection, id_=registration_id, region_=clerk.region)
    found = None if row is None else find_attachment(connection, registration_id, id_)
    return None if row is None or found is None else CaseFile(found, row[0])


@dataclass(frozen=True)
class View:
    """What the page of a registration shows of a file."""

    attachment: Attachment
    pages: int
    """How many have pictures."""
    text: str = ""
    """Of a text; "" for all others."""
    blocks: tuple[Block, ...] = ()
    """Of an office document."""


@dataclass(frozen=True)
class AttachmentAccess:
    """Pictures, texts and originals for clerks who may see them."""

    clock: Clock
    database: Database
    previews: Previews
    limits: RateLimits

    async def views(self, clerk: Clerk, files: list[CaseFile]) -> list[View]:
        """For the page; pictures come later, each by a request of its own."""
        return list(await asyncio.gather(*(self._view(clerk, file) for file in files)))

    async def picture(self, clerk: Clerk, file: CaseFile, page: int) -> bytes | None:
        """A page as PNG, the first is 1; None where there is no such picture."""
        try:
            picture = await self.previews.page_picture(file.attachment, page - 1, str(clerk.id))
        except (Missing, NoPreview):
            return None
        await self._record_view(clerk, file)
        return picture

    async def original(self, clerk: Clerk, file: CaseFile) -> Path | None:
        """The file to be downloaded; None where it is gone."""
        try:
            path = self.previews.original(file.attachment)
        except Missing:
            return None
        await self._record_access(clerk, file, original=True)
        return path

    async def _view(self, clerk: Clerk, file: CaseFile) -> View:
        attachment = file.attachment
        try:
            view = await self._seen(attachment, str(clerk.id))
        except (Missing, NoPreview):
            return View(attachment, 0)
        if view.text or view.blocks:
            await self._record_view(clerk, file)
        return view

    async def _seen(self, attachment: Attachment, viewer: str) -> View:
        if attachment.kind is FileKind.TEXT:
            return View(attachment, 0, text=await self.previews.text(attachment))
        if attachment.kind in OFFICE:
            blocks = await self.previews.document(attachment, viewer)
            return View(attachment, 0, blocks=tuple(blocks))
        return View(attachment, await self.previews.page_count(attachment, viewer))

    async def _record_view(self, clerk: Clerk, file: CaseFile) -> None:
        view = f"{clerk.session.hash.hex()} {file.attachment.id}"
        if await self.limits.take(Limit.FIRST_VIEWS_BY_SESSION, view) is None:
            await self._record_access(clerk, file, original=False)

    async def _record_access(self, clerk: Clerk, file: CaseFile, *, original: bool) -> None:
        now, attachment = self.clock.now(), file.attachment

        def write(connection: Connection) -> None:
            record_event(
                connection,
                Event.CERTIFICATE_VIEWED,
                now,
                account=file.account_id,
                registration=attachment.registration_id,
                clerk=clerk.id,
                file=attachment.id,
                original=original,
            )

        await self.database.write(write)
