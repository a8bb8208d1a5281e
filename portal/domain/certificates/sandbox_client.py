"""Starts the processes in which foreign files are opened; in its queue nobody can stand in front
of everybody else.
"""

import asyncio
import contextlib
import logging
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import IO, BinaryIO, Final, Protocol

from portal.domain.certificates.sandbox_start import SOURCES, SandboxStart, sandbox_start

_MOST_WAITING: Final = 60


class Busy(Exception):
    """Too much is waiting already, or the portal is about to stop: try later."""


@dataclass(eq=False)
class _Waiting:
    keys: tuple[str, ...]
    turn: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class FairQueue:
    """Lets `at_once` in at the same time, and `each` of those that share a key.

    Who has the fewest inside is next; among equals, who came first. `waiting_each` of those that
    share a key may wait.
    """

    def __init__(self, at_once: int, *, each: int, waiting_each: int) -> None:
        self.at_once = at_once
        self._each = each
        self._waiting_each = waiting_each
        self._running = 0
        self._inside: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._closed = False

    @contextlib.asynccontextmanager
    async def turn(self, *keys: str) -> AsyncIterator[None]:
        """Wait until it is the turn of these keys, and be inside.

        Raises:
            Busy: too many wait already.
        """
        await self._wait(keys)
        try:
            yield
        finally:
            self._leave(keys)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def close(self) -> None:
        """Send away who waits, and who comes."""
        self._closed = True
        for one in self._waiting:
            if not one.turn.done():
                one.turn.set_exception(Busy())
        self._waiting.clear()

    async def _wait(self, keys: tuple[str, ...]) -> None:
        if self._closed or not self._may_wait(keys):
            raise Busy
        waiting = _Waiting(keys)
        self._waiting.append(waiting)
        self._let_in()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif waiting.turn.done() and not waiting.turn.cancelled():
                # Its turn came in the same moment.
                self._leave(keys)
            raise

    def _may_wait(self, keys: tuple[str, ...]) -> bool:
        counts = Counter(key for one in self._waiting for key in one.keys)
        free = len(self._waiting) < _MOST_WAITING
        return free and all(counts[key] < self._waiting_each for key in keys)

    def _leave(self, keys: tuple[str, ...]) -> None:
        self._running -= 1
        self._inside.subtract(keys)
        self._inside = +self._inside
        self._let_in()

    def _let_in(self) -> None:
        while self._running < self.at_once:
            may = [one for one in self._waiting if self._may_enter(one)]
            if not may:
                return
            following = min(may, key=self._share)
            self._waiting.remove(following)
            self._running += 1
            self._inside.update(following.keys)
            following.turn.set_result(None)

    def _may_enter(self, waiting: _Waiting) -> bool:
        return not waiting.turn.done() and self._share(waiting) < self._each

    def _share(self, waiting: _Waiting) -> int:
        return max(self._inside[key] for key in waiting.keys)


_ALARM: Final = logging.getLogger("portal.alarm")
_SECONDS: Final = 30
_MOST_BYTES: Final = 16_000_000
_AT_ONCE: Final = 2
_WAITING_UPLOADER: Final = 8
"""As many uploads as one network address may have under way."""
_WAITING_CLERK: Final = 30
_NO_ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({})


class Task(StrEnum):
    """What the process can do."""

    DETECT = "detect"
    """A file: its kind, or why it is refused, as JSON."""
    PAGES = "pages"
    """A file and its kind: how many pages have a picture."""
    PICTURE = "picture"
    """A file, its kind and the number of a page from 0: a PNG."""
    DOCUMENT = "document"
    """An office document and its kind: what it shows, as `documents.read` takes it."""
    FORM = "form"
    """JSON: the certificate form as PDF."""


class SandboxFailure(Exception):
    """The process has failed, or has used up its time or memory."""


class Run(Protocol):
    """Starts such a process, and hands its answer on."""

    async def __call__(self, task: Task, file: BinaryIO, *arguments: str) -> bytes:
        """
        Raises:
            Busy: the machine cannot start a process, or the portal is about to stop.
            SandboxFailure: there is no answer for this file.
        """


class Sandbox:
    """A few such processes at once, each for one task.

    They get the file as standard input, no environment (the portal's may hold secrets), no
    address of anything, and before they open it they set limits of memory and time to
    themselves and give up network and all files that belong to no program.
    """

    def __init__(self, queue: FairQueue, start: SandboxStart, seconds: float = _SECONDS) -> None:
        self._queue = queue
        self._start = start
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

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._queue.waiting

    def close(self) -> None:
        """End everything, without waiting for it."""
        self._queue.close()
        with self._lock:
            self._closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown(wait=False)

    async def _run(self, task: Task, file: BinaryIO, *arguments: str) -> bytes:
        if self._closed:
            raise Busy
        work = self._answer_of_form if task is Task.FORM else self._answer
        command = [*self._start.command, task.value, *arguments]
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._threads, work, command, file)
        except OSError as error:
            _ALARM.error("no process for an uploaded file: %s", error.strerror)
            raise Busy from error

    def _answer_of_form(self, command: list[str], file: BinaryIO) -> bytes:
        # Fonts are put into files on their way into the form.
        with tempfile.TemporaryDirectory() as folder:
            return self._answer(command, file, {"TMPDIR": folder})

    def _answer(
        self, command: list[str], file: BinaryIO, environment: Mapping[str, str] = _NO_ENVIRONMENT
    ) -> bytes:
        # A file and no pipe takes the answer: the process can write no more than its limit.
        with tempfile.TemporaryFile() as answer:
            process = self._started(command, file, answer, environment)
            try:
                status = process.wait(self._seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                status = process.wait()
            finally:
                with self._lock:
                    self._running.discard(process)
            if self._closed:
                raise Busy
            if status:
                raise SandboxFailure
            answer.seek(0)
            return answer.read(_MOST_BYTES)

    def _started(
        self,
        command: list[str],
        file: BinaryIO,
        answer: IO[bytes],
        environment: Mapping[str, str],
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise Busy
            process = subprocess.Popen(
                command,
                stdin=file,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                cwd=SOURCES,
                env=environment,
            )
            self._running.add(process)
        return process


@dataclass(frozen=True)
class Sandboxes:
    """One for uploads, and one for what clerks look at: they never wait for uploads."""

    uploads: Sandbox
    clerks: Sandbox

    def close(self) -> None:
        self.uploads.close()
        self.clerks.close()


def start_sandboxes(data: Path) -> Sandboxes:
    """Those of a portal; the log has what keeps them from its `data` folder and the network."""
    start = sandbox_start()
    start.log(data)
    uploads = FairQueue(_AT_ONCE, each=1, waiting_each=_WAITING_UPLOADER)
    clerks = FairQueue(_AT_ONCE, each=_AT_ONCE, waiting_each=_WAITING_CLERK)
    return Sandboxes(Sandbox(uploads, start), Sandbox(clerks, start))
