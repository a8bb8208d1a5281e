"""Work that may never come to an end, on a thread of its own."""

import threading
from collections.abc import Callable
from queue import Empty, Queue
from typing import NoReturn, TypeVar

T = TypeVar("T")


def run_with_timeout(
    seconds: float, work: Callable[[], T], *errors: type[Exception], name: str
) -> T:
    """The result of `work`, or what it raised of `errors`.

    Raises:
        TimeoutError: there was neither after so many seconds. The thread is left alone; it does
            not outlive the program.
    """
    outcome: Queue[Callable[[], T]] = Queue(1)

    def run() -> None:
        try:
            result = work()
        except errors as error:
            outcome.put(_raising(error))
        else:
            outcome.put(lambda: result)

    threading.Thread(target=run, name=name, daemon=True).start()
    try:
        found = outcome.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    return found()


def _raising(error: Exception) -> Callable[[], NoReturn]:
    def again() -> NoReturn:
        raise error

    return again
