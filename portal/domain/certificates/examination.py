"""Checks an uploaded file (content, and the virus scanner: clamd(8), INSTREAM), and makes what
clerks see of it: pictures from the sandbox, or the file itself.
"""

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from portal.domain.certificates.attachments import Attachment, Storage
from portal.domain.certificates.file_types import (
    OFFICE,
    Block,
    FileKind,
    ForeignFormat,
    NoText,
    Reason,
    Refused,
    decoded,
    read,
)
from portal.domain.certificates.sandbox_client import Busy, Sandbox, SandboxFailure, Task

_CHUNK: Final = 1 << 16
_LONGEST_ANSWER: Final = 4096
_SECONDS: Final = 60


class ScannerProblem(Exception):
    """It cannot be reached, or has not said that the file is clean or not."""


@dataclass(frozen=True)
class Scanner:
    """`address` is the path of a Unix socket, or host:port."""

    address: str
    seconds: float = _SECONDS

    async def finds(self, path: Path) -> bool:
        """Whether there is a virus in the file.

        Raises:
            ScannerProblem: there was no clear answer.
        """
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self._ask(path)
        except (OSError, TimeoutError, EOFError) as error:
            raise ScannerProblem from error
        if answer == b"stream: OK":
            return False
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return True
        raise ScannerProblem

    async def _ask(self, path: Path) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            with path.open("rb") as file:
                while chunk := await asyncio.to_thread(file.read, _CHUNK):
                    writer.write(len(chunk).to_bytes(4, "big") + chunk)
                    await writer.drain()
            writer.write(bytes(4))
            return (await reader.readuntil(b"\0"))[:-1]
        except asyncio.LimitOverrunError as error:
            raise ScannerProblem from error
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if "/" in self.address:
            return await asyncio.open_unix_connection(self.address, limit=_LONGEST_ANSWER)
        host, _, port = self.address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)


_ALARM: Final = logging.getLogger("portal.alarm")


@dataclass(frozen=True)
class Examination:
    """Checks files in the sandbox, and with the virus scanner where there is one."""

    sandbox: Sandbox
    scanner: Scanner | None

    async def kind_of(self, path: Path, *uploader: str) -> FileKind:
        """What the file is, whatever it is called.

        `uploader` is who takes turns with others: registration and address.

        Raises:
            Refused: it is not taken.
        """
        kind = await self._detected(path, uploader)
        await self._scanned(path)
        return kind

    async def _detected(self, path: Path, uploader: tuple[str, ...]) -> FileKind:
        with await asyncio.to_thread(path.open, "rb") as file:
            try:
                async with self.sandbox.turn(*uploader) as run:
                    result = json.loads(await run(Task.DETECT, file))
            except Busy as error:
                raise Refused(Reason.UNCHECKED) from error
            except (SandboxFailure, ValueError) as error:
                raise Refused(Reason.TOO_LONG) from error
        if "reason" in result:
            foreign = result.get("format")
            raise Refused(Reason(result["reason"]), foreign and ForeignFormat(foreign))
        return FileKind(result["kind"])

    async def _scanned(self, path: Path) -> None:
        if self.scanner is None:
            return
        try:
            found = await self.scanner.finds(path)
        except ScannerProblem as error:
            _ALARM.error("the virus scanner does not answer: uploads are refused")
            raise Refused(Reason.UNCHECKED) from error
        if found:
            _ALARM.warning("the virus scanner has found something in an upload")
            raise Refused(Reason.VIRUS)


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
