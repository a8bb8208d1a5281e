"""Wakes long polls after a commit; a waiter holds no thread and no connection.

On PostgreSQL those of other processes too: `listening` hears what `send` has sent, or a bus does.
"""

import asyncio
import itertools
import json
import math
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final, NewType, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from portal.platform.database.before_commit import PENDING, finish_before_commit
from portal.platform.database.statement import Statement

Topic = NewType("Topic", str)
"""What somebody waits for. A text, so that it can be sent to another process."""

Notifications = dict[Topic, float]
"""What a transaction has raised: topics, and for how many seconds each is to be held back."""

S = TypeVar("S")

# So that a state whose end has passed, but which is not done, is not looked at all the time.
_SHORTEST_SECONDS: Final = 0.02


def notify(connection: Connection, topic: Topic, *, delay: float = 0) -> None:
    """Wake whoever waits for `topic` once this transaction is durable, or `delay` seconds later.

    After a rollback nothing is delivered. A command on SQLite has nobody to deliver it to.
    """
    pending: finish_before_commit | None = connection.info.get(PENDING)
    if pending is not None:
        raised = pending.raised
        raised[topic] = min(delay, raised.get(topic, delay))


CHANNEL: Final = "portal"
"""Of PostgreSQL's LISTEN and NOTIFY."""
_MOST_TOPICS: Final = 50
_MOST_BYTES: Final = 8000
"""PostgreSQL takes less for one; the longest topic has 71."""
_LONGEST_DELAY: Final = 60
_SEND = Statement(select(func.pg_notify(CHANNEL, bindparam("payload"))))


def send(connection: Connection, sender: str, raised: Notifications) -> None:
    """Tell the other processes, once this transaction is durable; the last thing that it does."""
    for payload in payloads(sender, raised):
        _SEND.put(connection, payload=payload)


def payloads(sender: str, raised: Notifications) -> Iterator[str]:
    """What `Notifier.hear` of other processes understands."""
    topics = iter(raised.items())
    while some := dict(itertools.islice(topics, _MOST_TOPICS)):
        yield json.dumps([sender, some])


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
        return time.monotonic() >= self._at


def never(_state: object) -> float:
    """For a state that lasts."""
    return math.inf


class Notifier:
    """Wakes those who wait for a topic. To be used from the event loop's thread only."""

    def __init__(self) -> None:
        self._waits: dict[Topic, set[_Wait]] = {}
        self._closed = False
        self._look_seconds = math.inf
        self.name = secrets.token_hex(8)
        """By which this process knows what it has sent itself."""
        self.released = 0
        """How many waited when the server began to close."""

    async def wait_until(
        self,
        topic: Topic,
        look: Callable[[], Awaitable[S]],
        done: Callable[[S], bool],
        deadline: Deadline,
        ends_in: Callable[[S], float] = never,
    ) -> S:
        """Look until the state is `done`, the deadline has passed, or the server closes.

        Args:
            topic: looks again whenever it is notified; a notification while it looks counts.
            look: reads the state.
            done: whether that is what is waited for.
            deadline: when to return whatever was found.
            ends_in: after how many seconds the state changes by itself, because it expires.

        Returns:
            The state that was looked at last.
        """
        wait = _Wait()
        self._waits.setdefault(topic, set()).add(wait)
        try:
            while True:
                state = await look()
                if self._closed or deadline.passed or done(state):
                    return state
                await wait.sleep(min(deadline.left, ends_in(state), self._look_seconds))
        finally:
            self._forget(topic, wait)

    def deliver(self, notifications: Notifications) -> None:
        """Wake the waiters of a transaction that was committed."""
        for topic, delay in notifications.items():
            if delay:
                asyncio.get_running_loop().call_later(delay, self.wake, topic)
            else:
                self.wake(topic)

    def hear(self, payload: str | bytes) -> None:
        """Deliver what a process has sent, unless it was this one, which has done so already.

        What no portal sends is left alone: whoever may use the database, or the bus, can send.
        """
        match _read(payload):
            case [str(sender), dict(raised)] if sender != self.name and _are_delays(raised):
                self.deliver(raised)

    def look_by_itself(self, seconds: float) -> None:
        """From now on look every so many seconds, as long as others are not heard; inf ends it.

        Everybody looks now: what was sent meanwhile has reached nobody.
        """
        self._look_seconds = seconds
        self.wake_all()

    def wake(self, topic: Topic) -> None:
        for wait in tuple(self._waits.get(topic, ())):
            wait.wake()

    def wake_all(self) -> None:
        """Let everybody look again: the clock was moved, or the server is closing."""
        for topic in tuple(self._waits):
            self.wake(topic)

    def close(self) -> None:
        """End every wait, now and from now on."""
        self._closed, self.released = True, self.waiting
        self.wake_all()

    @property
    def closed(self) -> bool:
        return self._closed

    def waiting_for(self, topic: Topic) -> int:
        """How many wait for it."""
        return len(self._waits.get(topic, ()))

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waits.values()))

    def _forget(self, topic: Topic, wait: "_Wait") -> None:
        waits = self._waits[topic]
        waits.discard(wait)
        if not waits:
            del self._waits[topic]


def _read(payload: str | bytes) -> object:
    """None for what is no JSON."""
    if len(payload) >= _MOST_BYTES:
        return None
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return None


def _are_delays(raised: dict[str, Any]) -> bool:
    return all(type(one) in (int, float) and 0 <= one <= _LONGEST_DELAY for one in raised.values())


class _Wait:
    """One waiter: a future and a timer."""

    __slots__ = ("_future", "_woken")

    def __init__(self) -> None:
        self._woken = False
        self._future: asyncio.Future[None] | None = None

    def wake(self) -> None:
        self._woken = True
        _finish(self._future)

    async def sleep(self, seconds: float) -> None:
        """Until woken, or `seconds` are over; to have been woken since the last sleep counts."""
        if not self._woken:
            loop = asyncio.get_running_loop()
            self._future = loop.create_future()
            timer = loop.call_later(max(seconds, _SHORTEST_SECONDS), _finish, self._future)
            try:
                await self._future
            finally:
                timer.cancel()
                self._future = None
        self._woken = False


def _finish(future: asyncio.Future[None] | None) -> None:
    if future is not None and not future.done():
        future.set_result(None)
