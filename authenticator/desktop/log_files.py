"""The app's own log: a few files that replace each other, in the platform's folder for logs.

What the app's modules say is written, and nothing of what libraries say: theirs may quote
addresses and headers.
"""

import logging
import time
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from authenticator import __version__
from authenticator.desktop.machine import system_name
from authenticator.failures import Failure, Problem, SettingFault

FILE_NAME: Final = "aok-2faktor.log"
LARGEST: Final = 512 * 1024
"""Bytes of one file."""
FILES: Final = 5
"""All together, the present one included."""

_LOG: Final = logging.getLogger(__name__)
_LOGGERS: Final = ("authenticator", "ui")
_FORMAT: Final = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"


def begin_logging(folder: Path | None) -> RotatingFileHandler | None:
    """Write to files in `folder` from now on; None where there is no folder to write to.

    The app works without a log: a full disk or a folder that must not be written stops nobody.
    """
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = _Quiet(
            folder / FILE_NAME, maxBytes=LARGEST, backupCount=FILES - 1, encoding="utf-8"
        )
    except OSError:
        return None
    formatter = logging.Formatter(_FORMAT)
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.INFO)
    _LOG.info("version %s on %s", __version__, system_name())
    return handler


def log_refused_start(folder: Path | None, problem: Problem) -> None:
    """Write why the app does not start, though the settings say nowhere where logs go."""
    begin_logging(folder)
    _LOG.error("no start: %s %s", problem.failure.code, problem.details)


def log_faults(faults: Sequence[SettingFault]) -> None:
    """Write what is wrong in the policy and was left out."""
    for fault in faults:
        _LOG.warning("left out: %s %s", Failure.POLICY_INVALID.code, fault.sentence)


def end_logging(handler: RotatingFileHandler) -> None:
    """Write no more."""
    for name in _LOGGERS:
        logging.getLogger(name).removeHandler(handler)
    handler.close()


class _Quiet(RotatingFileHandler):
    """What cannot be written is left out, without words on a console that nobody sees."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        del record
