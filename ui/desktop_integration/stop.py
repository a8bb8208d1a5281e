"""Ends from another thread what waits. Windows and macOS import it, too: without D-Bus."""

import threading
from typing import Protocol


class Interruptible(Protocol):
    def interrupt(self) -> None:
        """End a blocking receive."""


class Stop:
    """Ends the use of a connection, also before it began. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Interruptible | None = None
        self.is_set = False
        self._ended = threading.Event()
        self._ended.set()

    def set(self) -> None:
        """From now on nothing blocks."""
        with self._lock:
            self.is_set = True
            if self._connection is not None:
                self._connection.interrupt()

    def wait(self, seconds: float) -> None:
        """Wait until the connection is closed, at most that long."""
        self._ended.wait(seconds)

    def watch(self, connection: Interruptible | None) -> None:
        """Interrupt this one; None before it is closed."""
        with self._lock:
            self._connection = connection
            if connection is None:
                self._ended.set()
            else:
                self._ended.clear()
            if connection is not None and self.is_set:
                connection.interrupt()
