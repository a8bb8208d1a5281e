"""Threads that wait for a database in the place of the event loop."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

T = TypeVar("T")

_NAME: Final = "portal-database"


@dataclass
class Job:
    """What a thread does for somebody who waits on an event loop."""

    work: Callable[..., Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None

    def resolve(self) -> None:
        """Tell who waits; on the loop only."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class _Job(Job):
    def do(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:
            self.error = error

    def answer(self) -> None:
        # A loop that has ended meanwhile has nobody who waits.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self.resolve)


@dataclass(eq=False)
class _Idle:
    """A thread without a job."""

    job: _Job | None = None
    """None ends it."""
    is_waiting: bool = False
    woken: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.woken.acquire()


class Threads:
    """So many at most. A job goes to the one that has just finished, whose caches are warm.

    A ThreadPoolExecutor takes any of them, and twice the processor time for it.
    """

    def __init__(self, most: int) -> None:
        """Make none yet."""
        self._most = most
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._jobs: deque[_Job] = deque()
        self._is_closed = False

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises; it is done even where nobody waits any more."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._hand_over(_Job(work, loop, future))
        return await future

    def close(self) -> None:
        """Returns when what was handed in is done."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for one in idle:
            one.woken.release()
        for thread in self._threads:
            thread.join()

    def _hand_over(self, job: _Job) -> None:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the database is closed")
            if self._idle:
                one = self._idle.pop()
                one.job = job
                one.woken.release()
            elif len(self._threads) < self._most:
                serve, me = self._serve, _Idle(job)
                thread = threading.Thread(target=serve, args=(me,), name=_NAME, daemon=True)
                thread.start()
                self._threads.append(thread)
            else:
                self._jobs.append(job)

    def _serve(self, me: _Idle) -> None:
        job, me.job = me.job, None
        while job is not None:
            job.do()
            following = self._next(me)
            # Idle before that, for whoever gets the answer often has the next job.
            job.answer()
            # Whoever waits keeps nothing of what is done, which may be large.
            job = following
            if job is None and me.is_waiting:
                me.woken.acquire()
                job, me.job = me.job, None

    def _next(self, me: _Idle) -> _Job | None:
        """Where none waits, `me` is among the idle ones, unless all is over."""
        with self._lock:
            if self._jobs:
                return self._jobs.popleft()
            me.is_waiting = not self._is_closed
            if me.is_waiting:
                self._idle.append(me)
        return None
