"""A message bus that wakes other processes in the place of NOTIFY, and when it may.

NOTIFY comes with its commit or not at all. A bus is told after the commit, and what is on its way
when a connection ends is lost. So the database says who is on it: the listening connection of each
process is named after its connection to the bus. A process sends by the bus only while all are on
it, and where one has left, everybody looks once (docs/adr/0047-nats.md).
"""

import math
import time
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

from portal.platform.database.notifications import Notifications

LISTENER: Final = "portal listener"
"""The name by which the listening connection of a process is known (`application_name`)."""
_SAFETY_SECONDS: Final = 60
"""How often each waiter looks by itself: servers of a bus may lose messages between them."""
LOOK_SECONDS: Final = 2
"""The same for whoever hears nothing."""
_LOOKS: Final = 3
"""At the names, five seconds apart, until all others have surely looked, too."""
_KNOWN_SECONDS: Final = 20
"""Until all others surely know that a process is not on the bus."""


class Bus(Protocol):
    """One process's connection to a bus; made anew whenever it is lost."""

    connection: str
    """A name that no other connection ever has; "" while there is none."""
    problem: str
    """Why there is none, in words."""
    is_used: bool
    """Whether to send by it. Asked by any thread, set by the event loop."""

    def publish(self, raised: Notifications) -> None:
        """Tell the other processes what a durable transaction has raised."""

    def running(self, changed: Callable[[], None]) -> AbstractAsyncContextManager[None]:
        """Keep a connection; `changed` is called when it is there and when it is lost."""


class Members:
    """Which processes are on the bus, as this one knows."""

    def __init__(self, bus: Bus | None) -> None:
        self._bus = bus
        self._on_bus: frozenset[str] = frozenset()
        self._looks = 0
        """How often in a row all were on the bus, this process by its present connection."""
        self._left_at = time.monotonic()

    @property
    def name(self) -> str:
        """What the listening connection of this process is to be called."""
        if self._bus is None or not self._bus.connection:
            return LISTENER
        return f"{LISTENER} {self._bus.connection}"

    def saw(self, names: Collection[str]) -> bool:
        """All listening connections are called so.

        Returns:
            Whether one has left the bus, whose last messages may be lost.
        """
        before, self._on_bus = self._on_bus, frozenset(names) - {LISTENER}
        are_all = LISTENER not in names and self.name in self._on_bus
        self._looks = self._looks + 1 if are_all else 0
        if self._bus is not None:
            # Not before the others know it: they would not notice that it has gone again.
            self._bus.is_used = self._looks >= _LOOKS
        if self.name != LISTENER:
            self._left_at = time.monotonic()
        return not before <= self._on_bus

    def lost_sight(self) -> None:
        """Nobody knows who is there until they are seen again, or by which connection this one."""
        self._looks = 0
        if self._bus is not None:
            self._bus.is_used = False

    @property
    def look_seconds(self) -> float:
        """How often each waiter is to look by itself."""
        if not self._on_bus:
            return math.inf
        is_deaf = self.name == LISTENER and time.monotonic() < self._left_at + _KNOWN_SECONDS
        return LOOK_SECONDS if is_deaf else _SAFETY_SECONDS

    @property
    def problem(self) -> str:
        """Why the bus is not used, in words; "" where it is, or there is none."""
        if self._bus is None or self._bus.is_used:
            return ""
        return self._bus.problem or "not every process is on it, or not for 15 seconds yet"
