"""A queue in which nobody can stand in front of everybody else."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

_MOST_WAITING: Final = 60


class Busy(Exception):
    """Too much is waiting already, or the portal is about to stop: try later."""


@dataclass(eq=False)
class _Waiting:
    keys: tuple[str, ...]
    turn: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class FairQueue:
    """Lets `at_once` in at the same time, and `each` of those that share a key.

    Who has the fewest inside is next; among equals, who came first. `waiting_each` of those that
    share a key may wait.
    """

    def __init__(self, at_once: int, *, each: int, waiting_each: int) -> None:
        self.at_once = at_once
        self._each = each
        self._waiting_each = waiting_each
        self._running = 0
        self._inside: Counter[str] = Counter()
        self._waiting: list[_Waiting] = []
        self._closed = False

    @contextlib.asynccontextmanager
    async def turn(self, *keys: str) -> AsyncIterator[None]:
        """Wait until it is the turn of these keys, and be inside.

        Raises:
            Busy: too many wait already.
        """
        await self._wait(keys)
        try:
            yield
        finally:
            self._leave(keys)

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def close(self) -> None:
        """Send away who waits, and who comes."""
        self._closed = True
        for one in self._waiting:
            if not one.turn.done():
                one.turn.set_exception(Busy())
        self._waiting.clear()

    async def _wait(self, keys: tuple[str, ...]) -> None:
        if self._closed or not self._may_wait(keys):
            raise Busy
        waiting = _Waiting(keys)
        self._waiting.append(waiting)
        self._let_in()
        try:
            await waiting.turn
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            elif waiting.turn.done() and not waiting.turn.cancelled():
                # Its turn came in the same moment.
                self._leave(keys)
            raise

    def _may_wait(self, keys: tuple[str, ...]) -> bool:
        counts = Counter(key for one in self._waiting for key in one.keys)
        free = len(self._waiting) < _MOST_WAITING
        return free and all(counts[key] < self._waiting_each for key in keys)

    def _leave(self, keys: tuple[str, ...]) -> None:
        self._running -= 1
        self._inside.subtract(keys)
        self._inside = +self._inside
        self._let_in()

    def _let_in(self) -> None:
        while self._running < self.at_once:
            may = [one for one in self._waiting if self._may_enter(one)]
            if not may:
                return
            following = min(may, key=self._share)
            self._waiting.remove(following)
            self._running += 1
            self._inside.update(following.keys)
            following.turn.set_result(None)

    def _may_enter(self, waiting: _Waiting) -> bool:
        return not waiting.turn.done() and self._share(waiting) < self._each

    def _share(self, waiting: _Waiting) -> int:
        return max(self._inside[key] for key in waiting.keys)
