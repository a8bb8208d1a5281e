"""What clerks see of an attachment: pictures made in the sandbox, or the file itself."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.domain.certificates.attachments import Attachment, Storage
from portal.domain.certificates.file_types import FileKind
from portal.domain.certificates.sandbox_client import Busy, Sandbox, SandboxFailure, Task

_MOST_TEXT: Final = 100_000


class NoPreview(Exception):
    """There is no picture: of this kind, of this page, of a broken file, or not in time."""


class Missing(Exception):
    """The file is gone."""


@dataclass(frozen=True)
class Previews:
    """For whoever may see the attachment: that is for the caller to know."""

    storage: Storage
    sandbox: Sandbox

    async def page_count(self, attachment: Attachment) -> int:
        """How many pages have a picture; 0 for text and office documents.

        Raises:
            Missing, NoPreview
        """
        return int(await self._run(Task.PAGES, attachment))

    async def page_picture(self, attachment: Attachment, page: int) -> bytes:
        """A page, counted from 0, as PNG of at most 1800 pixels in height and width.

        Raises:
            Missing, NoPreview
        """
        return await self._run(Task.PICTURE, attachment, str(page))

    async def text(self, attachment: Attachment) -> str:
        """The first 100,000 bytes of a text, for a template to escape.

        Raises:
            Missing, NoPreview
        """
        if attachment.kind is not FileKind.TEXT:
            raise NoPreview
        data = await asyncio.to_thread(self._beginning, attachment)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")

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

    async def _run(self, task: Task, attachment: Attachment, *arguments: str) -> bytes:
        try:
            with self.storage.path(attachment.stored_as).open("rb") as file:
                return await self.sandbox.run(task, file, attachment.kind.value, *arguments)
        except FileNotFoundError as error:
            raise Missing from error
        except (Busy, SandboxFailure) as error:
            raise NoPreview from error
