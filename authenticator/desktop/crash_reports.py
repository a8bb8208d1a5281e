"""What a crash leaves behind: none of this program's memory, and no value in what is written.

Imported before the first window: cheap.
"""

import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from threading import ExceptHookArgs
    from types import TracebackType

_NO_CORE: Final = 1
"""Bytes. With this limit Linux writes no file, and hands nothing to a program that collects cores,
which it does with a limit of 0 (core(5))."""
_NO_HEAP: Final = 1
"""WER_FAULT_REPORTING_FLAG_NOHEAP (werapi.h)."""


def refuse_memory_dumps() -> None:
    """Keep this process's memory, which holds PINs and keys, out of files of the system.

    The process stays readable for other processes of its user: the desktop's portals look at it
    before they take a picture of the screen or say how the desktop looks.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.WerSetFlags(_NO_HEAP)
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    limit = _NO_CORE if hard == resource.RLIM_INFINITY else min(_NO_CORE, hard)
    resource.setrlimit(resource.RLIMIT_CORE, (limit, hard))


def report_errors_without_values() -> None:
    """Errors that nothing catches go to the log without their messages, which may quote a PIN."""
    import threading

    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def without_values(error: BaseException) -> str:
    """Kind and stack of an error. Its message is left out: it may quote a PIN or a ticket."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name} {frame.filename}:{frame.lineno}" for frame in frames[::-1])
    return f"{type(error).__name__} in {places}"


def _uncaught(
    _kind: type[BaseException], error: BaseException, _trace: "TracebackType | None"
) -> None:
    _log("not caught", error)


def _uncaught_in_thread(arguments: "ExceptHookArgs") -> None:
    if arguments.exc_value is not None:
        _log("not caught in a thread", arguments.exc_value)


def _unraisable(arguments: "UnraisableHookArgs") -> None:
    if arguments.exc_value is not None:
        _log("not to be raised", arguments.exc_value)


def _log(what: str, error: BaseException) -> None:
    import logging

    logging.getLogger(__name__).error("%s: %s", what, without_values(error))
