"""Failures of background work: each is logged, and none stops the work behind it."""

import contextlib
import logging
import traceback
from collections.abc import Iterator
from typing import Final

from portal.platform.logs import support_code
from portal.platform.storage_failures import StorageUnavailable, storage_failure

_LOG: Final = logging.getLogger("portal")


class Failures:
    """Counts and logs what failed in one run."""

    def __init__(self) -> None:
        self.count = 0

    @contextlib.contextmanager
    def logged(self, work: str) -> Iterator[None]:
        """Go on after the block, whatever it raised.

        Args:
            work: names the block in the log, without personal data.
        """
        try:
            yield
        except StorageUnavailable:
            # Told once, in the place of each task that it stops.
            self.count += 1
        except Exception as error:
            self.count += 1
            _log(work, error)


def _log(work: str, error: Exception) -> None:
    code, failure = support_code("JOB"), storage_failure(error)
    if failure is not None:
        _LOG.error("%s: %s failed, the next run tries again: %s", code, work, failure.value)
        return
    # Without the error's own text: a database driver quotes the row in it.
    _LOG.error(
        "%s: %s failed with %s, the next run tries again\n%s",
        code,
        work,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
