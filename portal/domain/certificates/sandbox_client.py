"""Starts the process in which foreign files are opened."""

import asyncio
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

_SOURCES: Final = Path(__file__).parents[3]
_COMMAND: Final = (sys.executable, "-s", "-B", "-m", "portal.domain.certificates.sandbox")
_AT_ONCE: Final = 2
_MOST_WAITING: Final = 30
_SECONDS: Final = 40
_MOST_BYTES: Final = 16_000_000


class Task(StrEnum):
    """What the process can do."""

    DETECT = "detect"
    """A file: its kind, or why it is refused, as JSON."""
    PAGES = "pages"
    """A file and its kind: how many pages have a picture."""
    PICTURE = "picture"
    """A file, its kind and the number of a page from 0: a PNG."""
    FORM = "form"
    """JSON: the certificate form as PDF."""


class SandboxFailure(Exception):
    """The process has failed, or has used up its time or memory."""


class Busy(Exception):
    """Too much is waiting already."""


class Sandbox:
    """A few such processes at once, each for one task.

    They get the file as standard input, no environment (the portal's may hold secrets), no
    address of anything, and set limits of memory and time to themselves before they open it.
    """

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(_AT_ONCE, "portal-sandbox")
        self._waiting = 0

    async def run(self, task: Task, file: BinaryIO, *arguments: str) -> bytes:
        """What the process answers.

        Raises:
            Busy: try later.
            SandboxFailure: there is no answer for this file.
        """
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._run, task, file, arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)

    def _run(self, task: Task, file: BinaryIO, arguments: tuple[str, ...]) -> bytes:
        # A file and no pipe takes the answer: the process can write no more than its limit.
        with tempfile.TemporaryFile() as answer:
            try:
                subprocess.run(
                    [*_COMMAND, task.value, *arguments],
                    stdin=file,
                    stdout=answer,
                    stderr=subprocess.DEVNULL,
                    cwd=_SOURCES,
                    env={},
                    timeout=self._seconds,
                    check=True,
                )
            except subprocess.SubprocessError as error:
                raise SandboxFailure from error
            answer.seek(0)
            return answer.read(_MOST_BYTES)
