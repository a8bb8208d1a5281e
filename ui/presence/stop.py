"""How one thread ends what another waits for."""

import threading
from typing import Protocol


class Interruptible(Protocol):
    def interrupt(self) -> None:
        """Make whoever waits stop waiting."""


class Stop:
    """Ends a talk on a bus, also before it began. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Interruptible | None = None
        self.is_set = False
        self._over = threading.Event()
        self._over.set()

    def set(self) -> None:
        """From now on nobody waits."""
        with self._lock:
            self.is_set = True
            if self._connection is not None:
                self._connection.interrupt()

    def wait(self, seconds: float) -> None:
        """Wait until the talk is over, but not longer than that."""
        self._over.wait(seconds)

    def watch(self, connection: Interruptible | None) -> None:
        """Interrupt this one; None before it is closed."""
        with self._lock:
            self._connection = connection
            if connection is None:
                self._over.set()
            else:
                self._over.clear()
            if connection is not None and self.is_set:
                connection.interrupt()
