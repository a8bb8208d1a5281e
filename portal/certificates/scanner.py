"""ClamAV's daemon, asked over its socket (clamd(8), INSTREAM)."""

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
            ScannerProblem: it could not be told.
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
