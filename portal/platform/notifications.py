"""Wakes long polls of this process: a waiter holds no thread and no database connection."""

import asyncio
import time
from collections.abc import Hashable
from types import TracebackType
from typing import Self


class Deadline:
    """A moment some seconds from now."""

    __slots__ = ("_at",)

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, 0 at least."""
        return max(self._at - time.monotonic(), 0)

    @property
    def passed(self) -> bool:
        return self.left == 0


class Notifier:
    """Wakes those who listen to a key. To be used from the event loop's thread only."""

    def __init__(self) -> None:
        self._subscriptions: dict[Hashable, set[Subscription]] = {}
        self._closed = False

    def listen(self, *keys: Hashable) -> "Subscription":
        """A subscription to `keys`, from when its context is entered.

        Enter first and look at the state afterwards, so that no change is missed.
        """
        return Subscription(self, keys)

    def ring(self, *keys: Hashable) -> None:
        for key in keys:
            for subscription in tuple(self._subscriptions.get(key, ())):
                subscription.ring()

    def ring_all(self) -> None:
        """Let everybody look again: the clock was moved, or the server is closing."""
        self.ring(*tuple(self._subscriptions))

    def close(self) -> None:
        """End every wait, now and from now on."""
        self._closed = True
        self.ring_all()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def waiting(self) -> int:
        """How many subscriptions are listening."""
        return len(
            {
                subscription
                for subscriptions in self._subscriptions.values()
                for subscription in subscriptions
            }
        )

    def _add(self, subscription: "Subscription") -> None:
        for key in subscription.keys:
            self._subscriptions.setdefault(key, set()).add(subscription)

    def _remove(self, subscription: "Subscription") -> None:
        for key in subscription.keys:
            subscriptions = self._subscriptions[key]
            subscriptions.discard(subscription)
            if not subscriptions:
                del self._subscriptions[key]


class Subscription:
    """One listener."""

    __slots__ = ("_future", "_hub", "_rung", "keys")

    def __init__(self, hub: Notifier, keys: tuple[Hashable, ...]) -> None:
        self._hub = hub
        self.keys = keys
        self._rung = False
        self._future: asyncio.Future[None] | None = None

    def __enter__(self) -> Self:
        self._hub._add(self)  # noqa: SLF001  the two are one mechanism
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._hub._remove(self)  # noqa: SLF001

    def ring(self) -> None:
        self._rung = True
        _finish(self._future)

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring; one since the last wait counts. False when none came in time."""
        if self._hub.closed or (not self._rung and seconds <= 0):
            return False
        if not self._rung:
            await self._sleep(seconds)
        rung, self._rung = self._rung, False
        return rung and not self._hub.closed

    async def _sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._future = loop.create_future()
        timer = loop.call_later(seconds, _finish, self._future)
        try:
            await self._future
        finally:
            timer.cancel()
            self._future = None


def _finish(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
