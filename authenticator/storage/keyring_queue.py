"""The calls to one keyring, in the order in which they came."""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from authenticator.failures import Failure, Refused

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class KeyringQueue:
    """Begins a call when the one before has ended, however long that takes.

    So nothing that was given up can overwrite what was written after it. Each call has a thread
    of its own, which does not outlive the program: a prompt that nobody answers blocks for ever.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Callable[[], None]] = deque()
        self._is_busy = False

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Have `work` done. Until it has begun, `cancel` of the result prevents it."""
        from concurrent.futures import Future

        future: Future[T] = Future()
        with self._lock:
            self._waiting.append(partial(_carry_out, future, work))
            if self._is_busy:
                return future
            self._is_busy = True
        self._begin_next()
        return future

    def _begin_next(self) -> None:
        with self._lock:
            if not self._waiting:
                self._is_busy = False
                return
            call = self._waiting.popleft()
        threading.Thread(target=self._run, args=(call,), name="keyring", daemon=True).start()

    def _run(self, call: Callable[[], None]) -> None:
        try:
            call()
        finally:
            self._begin_next()


def _carry_out(future: "Future[T]", work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except Refused as refusal:
        future.set_exception(refusal)
    finally:
        if not future.done():
            future.set_exception(Refused(Failure.INTERNAL))
