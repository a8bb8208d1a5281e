"""How many uploads come in at once, and how slow they may be."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

_MOST: Final = 20
_MOST_BY_REGISTRATION: Final = 2
_MOST_BY_ADDRESS: Final = 8
"""A hospital is one address; fewer than half, so that it alone makes nobody hurry."""
_CROWDED: Final = _MOST // 2
_WINDOW_SECONDS: Final = 30
_LEAST_BYTES: Final = 8000
"""In a second: half of what the slowest lines send (128 kbit/s)."""


class LimitReached(Exception):
    """Too many uploads are in progress."""


class TooSlow(Exception):
    """Nothing more came, or not all of it in time; nothing of it is kept."""


class UploadSlots:
    """Twenty uploads at once, and fewer of one registration and of one network address."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.taken = 0
        """By all together."""
        self._by_key: Counter[str] = Counter()
        self.stopping = asyncio.Event()
        """Set when the portal is about to stop."""

    @contextlib.contextmanager
    def slot(self, registration: str, address: str) -> Iterator["Pace"]:
        """Take one as long as an upload comes in and is checked.

        Raises:
            LimitReached: not now.
        """
        if not self._is_free(registration, address):
            raise LimitReached
        self.taken += 1
        self._by_key.update((registration, address))
        try:
            yield Pace(self, self._now)
        finally:
            self.taken -= 1
            self._by_key.subtract((registration, address))
            self._by_key = +self._by_key

    @property
    def crowded(self) -> bool:
        """Whether more than half of them are taken."""
        return self.taken > _CROWDED

    def _is_free(self, registration: str, address: str) -> bool:
        return (
            self.taken < _MOST
            and self._by_key[registration] < _MOST_BY_REGISTRATION
            and self._by_key[address] < _MOST_BY_ADDRESS
        )


class Pace:
    """How fast one upload comes in."""

    def __init__(self, slots: UploadSlots, now: Callable[[], float]) -> None:
        self._slots = slots
        self._now = now
        self._since = now()
        self._bytes = 0

    def count(self, size: int) -> None:
        """Count bytes that have come.

        Raises:
            TooSlow: they were too few for half a minute, and others need the place.
        """
        self._bytes += size
        seconds = self._now() - self._since
        if seconds < _WINDOW_SECONDS:
            return
        if self._slots.crowded and self._bytes < _LEAST_BYTES * seconds:
            raise TooSlow
        self._since += seconds
        self._bytes = 0
