"""Long polls: who is woken, by what, and when; what a transaction raises is delivered once."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from portal.platform.database.database import Database, open_database
from portal.platform.database.engines import sync_transaction
from portal.platform.database.notifications import Deadline, Notifications, Notifier, Topic, notify
from tests.support.postgres import find_binaries, temporary_postgres

TOPIC, OTHER = Topic("account:1"), Topic("account:2")
LONG = 20.0
SHORT = 0.05


class State:
    """What is waited for: a number that tests change, and how often it was looked at."""

    def __init__(self) -> None:
        self.value = 0
        self.looks = 0

    async def look(self) -> int:
        self.looks += 1
        return self.value

    def is_changed(self, value: int) -> bool:
        return value != 0

    async def looked_at(self, times: int) -> None:
        """Let the waiter run until it has looked so often."""
        while self.looks < times:
            await asyncio.sleep(0)


def run(work: Callable[[Notifier, State], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        notifier, state = Notifier(), State()
        result = await work(notifier, state)
        assert notifier.waiting == 0
        return result

    return asyncio.run(asyncio.wait_for(main(), LONG / 2))


def test_what_is_done_already_is_answered_without_waiting() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        state.value = 7
        return await notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(LONG))

    assert run(work) == 7


def test_a_notification_wakes_whoever_waits_for_its_topic_and_nobody_else() -> None:
    async def work(notifier: Notifier, state: State) -> tuple[int, int, int]:
        other = State()
        waits = asyncio.gather(
            notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(LONG)),
            notifier.wait_until(OTHER, other.look, other.is_changed, Deadline(SHORT)),
        )
        await state.looked_at(1)
        state.value = 1
        notifier.wake(TOPIC)
        return (*await waits, other.looks)

    # Once at the beginning, and once at the deadline.
    assert run(work) == (1, 0, 2)


def test_a_notification_without_news_is_no_reason_to_answer() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        wait = asyncio.ensure_future(
            notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(LONG))
        )
        await state.looked_at(1)
        notifier.wake(TOPIC)
        await state.looked_at(2)
        assert not wait.done()
        state.value = 2
        notifier.wake(TOPIC)
        return await wait

    assert run(work) == 2


def test_a_notification_between_looking_and_waiting_is_not_lost() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        async def look() -> int:
            seen = await state.look()
            if state.looks == 1:
                # Changed when the old state has been read, and nobody waits yet.
                state.value = 3
                notifier.wake(TOPIC)
            return seen

        return await notifier.wait_until(TOPIC, look, state.is_changed, Deadline(LONG))

    assert run(work) == 3


def test_at_the_deadline_the_last_state_is_the_answer() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        return await notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(SHORT))

    assert run(work) == 0


def test_a_state_that_ends_by_itself_is_looked_at_again_when_it_does() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        def ends_in(_value: int) -> float:
            state.value = 4
            return SHORT

        return await notifier.wait_until(
            TOPIC, state.look, state.is_changed, Deadline(LONG), ends_in
        )

    assert run(work) == 4


def test_a_state_whose_end_has_passed_does_not_keep_the_processor_busy() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        await notifier.wait_until(
            TOPIC, state.look, state.is_changed, Deadline(0.1), ends_in=lambda _: -1
        )
        return state.looks

    assert run(work) < 10


def test_closing_ends_every_wait_now_and_later() -> None:
    async def work(notifier: Notifier, state: State) -> list[int]:
        def wait() -> Awaitable[int]:
            return notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(math.inf))

        waiting = asyncio.ensure_future(wait())
        await state.looked_at(1)
        notifier.close()
        return [await waiting, await wait()]

    assert run(work) == [0, 0]


def test_a_wait_that_is_broken_off_leaves_nothing() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        wait = asyncio.ensure_future(
            notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(LONG))
        )
        await state.looked_at(1)
        assert notifier.waiting == 1
        wait.cancel()
        await asyncio.gather(wait, return_exceptions=True)
        return notifier.waiting

    assert run(work) == 0


def test_a_delayed_notification_comes_later() -> None:
    async def work(notifier: Notifier, state: State) -> int:
        state.value = 0
        wait = asyncio.ensure_future(
            notifier.wait_until(TOPIC, state.look, state.is_changed, Deadline(LONG))
        )
        await state.looked_at(1)
        state.value = 5
        notifier.deliver({TOPIC: SHORT})
        await asyncio.sleep(0)
        assert not wait.done()
        return await wait

    assert run(work) == 5


class Delivered(list[Notifications]):
    """What a database has delivered, and who waits for that."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = asyncio.Event()

    def take(self, notifications: Notifications) -> None:
        self.append(notifications)
        self.arrived.set()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "sqlite":
        (tmp_path / "test.sqlite").touch()
        yield f"sqlite:///{tmp_path / 'test.sqlite'}"
        return
    if find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with temporary_postgres() as found:
        yield found


def on(url: str, work: Callable[[Database, Delivered], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        delivered = Delivered()
        database = open_database(url, delivered.take)
        try:
            await work(database, delivered)
        finally:
            database.close()
        return list(delivered)

    return asyncio.run(main())


def raise_both(connection: Connection) -> None:
    notify(connection, TOPIC)
    notify(connection, OTHER, delay=1)
    notify(connection, TOPIC)


def fail(connection: Connection) -> None:
    notify(connection, TOPIC)
    raise ValueError("undone")


@pytest.mark.heavy
def test_what_a_transaction_raises_is_delivered_once_after_its_commit(url: str) -> None:
    async def work(database: Database, delivered: Delivered) -> None:
        def transaction(connection: Connection) -> None:
            raise_both(connection)
            assert not delivered

        await database.write(transaction)
        await delivered.arrived.wait()

    assert on(url, work) == [{TOPIC: 0, OTHER: 1}]


@pytest.mark.heavy
def test_after_a_rollback_nothing_is_delivered_then_or_later(url: str) -> None:
    async def work(database: Database, _delivered: Delivered) -> None:
        with pytest.raises(ValueError, match="undone"):
            await database.write(fail)
        await database.write(lambda connection: notify(connection, OTHER))

    assert on(url, work) == [{OTHER: 0}]


@pytest.mark.heavy
def test_a_commit_is_delivered_although_whoever_wanted_it_has_gone(url: str) -> None:
    async def work(database: Database, delivered: Delivered) -> None:
        write = asyncio.ensure_future(database.write(raise_both))
        await asyncio.sleep(0)
        write.cancel()
        await asyncio.wait_for(delivered.arrived.wait(), LONG)

    assert on(url, work) == [{TOPIC: 0, OTHER: 1}]


def test_a_command_raises_notifications_for_nobody(tmp_path: Path) -> None:
    path = tmp_path / "test.sqlite"
    path.touch()
    with sync_transaction(f"sqlite:///{path}") as connection:
        raise_both(connection)
        assert not [key for key in connection.info if key == "notifications"]
