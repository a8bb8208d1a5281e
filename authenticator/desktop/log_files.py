"""The app's own log: a few files that replace each other, in the platform's folder for logs.

What the app's modules say is written, and nothing of what libraries say: theirs may quote
addresses and headers.
"""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from authenticator import __version__
from authenticator.failures import Failure, Problem, SettingFault

if TYPE_CHECKING:
    from authenticator.desktop.rotating_files import RotatingFiles

FILE_NAME: Final = "aok-2faktor.log"
LARGEST: Final = 512 * 1024
"""Bytes of one file."""
FILES: Final = 5
"""All together, the present one included."""

_LOG: Final = logging.getLogger(__name__)
_LOGGERS: Final = ("authenticator", "ui")
_FORMAT: Final = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


class LogFiles(logging.Handler):
    """Opens the files at the first line. What comes when it was closed goes nowhere."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._files: RotatingFiles | None = None
        self._is_closed = False

    def emit(self, record: logging.LogRecord) -> None:
        if self._is_closed:
            # Of a thread that had found this handler before it was taken away.
            return
        if self._files is None:
            try:
                self._files = self._opened()
            except OSError:
                return
        self._files.emit(record)

    def close(self) -> None:
        self.acquire()
        try:
            self._is_closed = True
            if self._files is not None:
                self._files.close()
        finally:
            self.release()
        super().close()

    def _opened(self) -> "RotatingFiles":
        from authenticator.desktop.rotating_files import RotatingFiles

        files = RotatingFiles(self._file, "a", LARGEST, FILES - 1, "utf-8")
        formatter = logging.Formatter(_FORMAT)
        formatter.converter = time.gmtime
        files.setFormatter(formatter)
        return files


def begin_logging(folder: Path | None) -> LogFiles | None:
    """Write to files in `folder` from now on, and to no others; None where there is no folder to
    write to.

    The app works without a log: a full disk or a folder that must not be written stops nobody.
    """
    for earlier in logging.getLogger(_LOGGERS[0]).handlers[:]:
        # A start that is tried again begins here once more.
        if isinstance(earlier, LogFiles):
            end_logging(earlier)
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    handler = LogFiles(folder / FILE_NAME)
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    return handler


def log_version() -> None:
    """Write which program this is, on which system."""
    from authenticator.desktop.machine import system_name

    _LOG.info("version %s on %s", __version__, system_name())


def log_refused_start(folder: Path | None, problem: Problem) -> None:
    """Write why the app does not start, though the settings say nowhere where logs go."""
    begin_logging(folder)
    _LOG.error("no start: %s %s", problem.failure.code, problem.details)


def log_faults(faults: Sequence[SettingFault]) -> None:
    """Write what is wrong in the policy and was left out."""
    for fault in faults:
        _LOG.warning("left out: %s %s", Failure.POLICY_INVALID.code, fault.sentence)


def end_logging(handler: LogFiles) -> None:
    """Write no more."""
    for name in _LOGGERS:
        logging.getLogger(name).removeHandler(handler)
    handler.close()
