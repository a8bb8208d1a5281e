"""Checks an uploaded file: content, and the virus scanner (clamd(8), INSTREAM)."""

import asyncio
import contextlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.domain.certificates.fair_queue import Busy
from portal.domain.certificates.file_types import FileKind, ForeignFormat, Reason, Refused
from portal.domain.certificates.sandbox_client import Sandbox, SandboxFailure, Task

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
