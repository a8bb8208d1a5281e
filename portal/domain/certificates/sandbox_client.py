"""Starts the processes in which foreign files are opened."""

import asyncio
import contextlib
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO, Final, Protocol

from portal.domain.certificates.fair_queue import Busy, FairQueue

_ALARM: Final = logging.getLogger("portal.alarm")
_SOURCES: Final = Path(__file__).parents[3]
_COMMAND: Final = (sys.executable, "-s", "-B", "-m", "portal.domain.certificates.sandbox")
_SECONDS: Final = 30
_MOST_BYTES: Final = 16_000_000
_AT_ONCE: Final = 2
_WAITING_UPLOADER: Final = 8
"""As many uploads as one network address may have under way."""
_WAITING_CLERK: Final = 30


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


class Run(Protocol):
    """Starts such a process, and hands its answer on."""

    async def __call__(self, task: Task, file: BinaryIO, *arguments: str) -> bytes:
        """
        Raises:
            Busy: the machine has no room for a process, or the portal is about to stop.
            SandboxFailure: there is no answer for this file.
        """


class Sandbox:
    """A few such processes at once, each for one task.

    They get the file as standard input, no environment (the portal's may hold secrets), no
    address of anything, and set limits of memory and time to themselves before they open it.
    """

    def __init__(self, queue: FairQueue, seconds: float = _SECONDS) -> None:
        self._queue = queue
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(queue.at_once, "portal-sandbox")
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    @contextlib.asynccontextmanager
    async def turn(self, *keys: str) -> AsyncIterator[Run]:
        """Wait until it is the turn of these keys, and be given the means to run a process.

        Raises:
            Busy: try later.
        """
        async with self._queue.turn(*keys):
            yield self._run

    @property
    def running(self) -> int:
        """How many processes there are now."""
        return len(self._running)

    def close(self) -> None:
        """End everything, without waiting for it."""
        self._queue.close()
        with self._lock:
            self._closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown(wait=False)

    async def _run(self, task: Task, file: BinaryIO, *arguments: str) -> bytes:
        command = [*_COMMAND, task.value, *arguments]
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, self._answer, command, file)
        except OSError as error:
            _ALARM.error("no process for an uploaded file: %s", error.strerror)
            raise Busy from error

    def _answer(self, command: list[str], file: BinaryIO) -> bytes:
        # A file and no pipe takes the answer: the process can write no more than its limit.
        with tempfile.TemporaryFile() as answer:
            process = self._started(command, file, answer)
            try:
                status = process.wait(self._seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
            finally:
                self._running.discard(process)
            if self._closed:
                raise Busy
            if status:
                raise SandboxFailure
            answer.seek(0)
            return answer.read(_MOST_BYTES)

    def _started(
        self, command: list[str], file: BinaryIO, answer: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise Busy
            process = subprocess.Popen(
                command,
                stdin=file,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=_SOURCES,
                env={},
            )
            self._running.add(process)
        return process


@dataclass(frozen=True)
class Sandboxes:
    """One for uploads, and one for what clerks look at: they never wait for uploads."""

    uploads: Sandbox = field(default_factory=lambda: Sandbox(_uploads_queue()))
    clerks: Sandbox = field(default_factory=lambda: Sandbox(_clerks_queue()))

    def close(self) -> None:
        self.uploads.close()
        self.clerks.close()


def _uploads_queue() -> FairQueue:
    return FairQueue(_AT_ONCE, each=1, waiting_each=_WAITING_UPLOADER)


def _clerks_queue() -> FairQueue:
    return FairQueue(_AT_ONCE, each=_AT_ONCE, waiting_each=_WAITING_CLERK)
