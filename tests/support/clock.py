"""A clock that stands still until it is moved."""

from collections.abc import Callable


class ManualClock:
    """Starts at a fixed moment; `advance` moves it and tells whoever wants to know."""

    def __init__(self, start: int = 1_763_964_000) -> None:
        self._now = start
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> int:
        return self._now

    def advance(self, seconds: int) -> None:
        """Move the clock, backwards too."""
        self._now += seconds
        for listener in self._listeners:
            listener()

    def on_move(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)
