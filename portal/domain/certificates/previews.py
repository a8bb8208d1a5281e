"""What clerks see of an attachment: pictures made in the sandbox, or the file itself."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portal.domain.certificates.attachments import Attachment, Storage
from portal.domain.certificates.documents import Block, read
from portal.domain.certificates.fair_queue import Busy
from portal.domain.certificates.file_types import OFFICE, FileKind
from portal.domain.certificates.sandbox_client import Sandbox, SandboxFailure, Task
from portal.domain.certificates.text_files import NoText, decoded

_MOST_TEXT: Final = 100_000
_MOST_COUNTS: Final = 10_000


class NoPreview(Exception):
    """There is no picture: of this kind, of this page, of a broken file, or not in time."""


class Missing(Exception):
    """The file is gone."""


@dataclass(frozen=True)
class Previews:
    """For whoever may see the attachment: that is for the caller to know.

    `viewer` is whom it is done for, of which each gets a fair share.
    """

    storage: Storage
    sandbox: Sandbox
    _counts: dict[str, int] = field(default_factory=dict)
    """Pages by name of the stored file; 0 for one that has failed, which is not tried again. Of an
    office document each picture may fail for itself.
    """

    async def page_count(self, attachment: Attachment, viewer: str) -> int:
        """How many pages have a picture; 0 for text, and after a failure. The pictures in an office
        document have numbers up to this one.

        Raises:
            Missing, NoPreview
        """
        known = self._counts.get(attachment.stored_as)
        if known is None:
            known = int(await self._run(viewer, Task.PAGES, attachment))
            self._remember(attachment.stored_as, known)
        return known

    async def page_picture(self, attachment: Attachment, page: int, viewer: str) -> bytes:
        """A page, counted from 0, as PNG of at most 1800 pixels in height and width.

        Raises:
            Missing, NoPreview
        """
        if not 0 <= page < await self.page_count(attachment, viewer):
            raise NoPreview
        return await self._run(viewer, Task.PICTURE, attachment, str(page))

    async def text(self, attachment: Attachment) -> str:
        """The first 100,000 bytes of a text, for a template to escape.

        Raises:
            Missing, NoPreview
        """
        if attachment.kind is not FileKind.TEXT:
            raise NoPreview
        data = await asyncio.to_thread(self._beginning, attachment)
        try:
            return decoded(data, whole=len(data) < _MOST_TEXT)
        except NoText as error:
            raise NoPreview from error

    async def document(self, attachment: Attachment, viewer: str) -> list[Block]:
        """What an office document shows, from top to bottom.

        Raises:
            Missing, NoPreview
        """
        if attachment.kind not in OFFICE:
            raise NoPreview
        try:
            return read(await self._run(viewer, Task.DOCUMENT, attachment))
        except (TypeError, ValueError) as error:
            raise NoPreview from error

    def original(self, attachment: Attachment) -> Path:
        """The file itself, as it was uploaded: nothing that a browser may show or run.

        Raises:
            Missing
        """
        if not self.storage.has(attachment.stored_as):
            raise Missing
        return self.storage.path(attachment.stored_as)

    def _beginning(self, attachment: Attachment) -> bytes:
        try:
            with self.storage.path(attachment.stored_as).open("rb") as file:
                return file.read(_MOST_TEXT)
        except FileNotFoundError as error:
            raise Missing from error

    async def _run(self, viewer: str, task: Task, attachment: Attachment, *arguments: str) -> bytes:
        of_one_picture = task is Task.PICTURE and attachment.kind in OFFICE
        key = " ".join((attachment.stored_as, *(arguments if of_one_picture else ())))
        try:
            with self.storage.path(attachment.stored_as).open("rb") as file:
                async with self.sandbox.turn(viewer) as run:
                    # Another page may have failed while this one waited.
                    if self._counts.get(key) == 0:
                        raise NoPreview
                    return await run(task, file, attachment.kind.value, *arguments)
        except FileNotFoundError as error:
            raise Missing from error
        except Busy as error:
            raise NoPreview from error
        except SandboxFailure as error:
            self._remember(key, 0)
            raise NoPreview from error

    def _remember(self, key: str, pages: int) -> None:
        if len(self._counts) >= _MOST_COUNTS:
            self._counts.clear()
        self._counts[key] = pages
