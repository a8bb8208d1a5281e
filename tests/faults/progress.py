"""How far a run has come, for whoever waits."""

import shutil
import time
from collections.abc import Callable
from typing import Final, TextIO

_PAUSE_SECONDS: Final = 30
_REST_AWAY: Final = "\x1b[K"


class Progress:
    """A line that is written anew on a terminal; elsewhere a line now and then."""

    def __init__(self, out: TextIO, now: Callable[[], float] = time.monotonic) -> None:
        self._out = out
        self._now = now
        self._shown = now()

    def show(self, line: str) -> None:
        """How far it is."""
        if self._out.isatty():
            width = shutil.get_terminal_size().columns - 1
            print(f"\r{line[:width]}{_REST_AWAY}", end="", file=self._out, flush=True)
        elif self._now() - self._shown >= _PAUSE_SECONDS:
            self._shown = self._now()
            print(line, file=self._out, flush=True)

    def tell(self, line: str) -> None:
        """What stays, above the line of progress."""
        if self._out.isatty():
            print(f"\r{_REST_AWAY}", end="", file=self._out)
        print(line, file=self._out, flush=True)
