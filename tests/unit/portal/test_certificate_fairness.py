"""Nobody stands in front of everybody else: turns in the sandbox, and slots for uploads."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest

from portal.domain.certificates.sandbox_client import Busy, FairQueue
from portal.domain.certificates.upload_slots import LimitReached, Pace, TooSlow, UploadSlots


class Crowd:
    """Whoever came into a queue, in this order, and stays until told to go."""

    def __init__(self, queue: FairQueue) -> None:
        self.inside: list[str] = []
        self._queue = queue
        self._gone: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, *keys: str) -> None:
        self._gone[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._stay(name, keys))
        await settled()

    async def go(self, name: str) -> None:
        self._gone[name].set()
        await self._tasks[name]
        await settled()

    async def give_up(self, name: str) -> None:
        self._tasks[name].cancel()
        await settled()

    async def give_up_as_another_goes(self, name: str, other: str) -> None:
        self._tasks[name].cancel()
        await self.go(other)

    def end(self) -> None:
        for task in self._tasks.values():
            task.cancel()

    async def _stay(self, name: str, keys: tuple[str, ...]) -> None:
        async with self._queue.turn(*keys):
            self.inside.append(name)
            try:
                await self._gone[name].wait()
            finally:
                self.inside.remove(name)


async def settled() -> None:
    """Everybody who can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def crowd(queue: FairQueue) -> AsyncIterator[Crowd]:
    made = Crowd(queue)
    try:
        yield made
    finally:
        made.end()


def queue(at_once: int = 2, each: int = 1, waiting_each: int = 8) -> FairQueue:
    return FairQueue(at_once, each=each, waiting_each=waiting_each)


def test_one_registration_never_has_all_processes() -> None:
    async def work() -> None:
        async with crowd(queue()) as them:
            for number in range(4):
                await them.come(f"evil {number}", "evil", f"address {number}")
            assert them.inside == ["evil 0"]
            await them.come("good", "good", "elsewhere")
            assert them.inside == ["evil 0", "good"]

    asyncio.run(work())


def test_neither_has_one_network_address_with_many_registrations() -> None:
    async def work() -> None:
        async with crowd(queue()) as them:
            for number in range(4):
                await them.come(f"evil {number}", f"evil {number}", "address")
            await them.come("good", "good", "elsewhere")
            assert them.inside == ["evil 0", "good"]
            await them.go("evil 0")
            assert them.inside == ["good", "evil 1"]

    asyncio.run(work())


def test_who_has_the_fewest_inside_is_next() -> None:
    async def work() -> None:
        async with crowd(queue(each=2)) as them:
            for number in range(5):
                await them.come(f"first {number}", "first")
            await them.come("second", "second")
            assert them.inside == ["first 0", "first 1"]
            await them.go("first 0")
            assert them.inside == ["first 1", "second"]
            await them.go("second")
            assert them.inside == ["first 1", "first 2"]

    asyncio.run(work())


def test_so_many_of_one_key_wait_and_no_more() -> None:
    async def work() -> None:
        made = queue(waiting_each=2)
        async with crowd(made) as them:
            for number in range(3):
                await them.come(str(number), "key")
            with pytest.raises(Busy):
                async with asyncio.timeout(5), made.turn("key"):
                    raise AssertionError
            await them.come("other", "other")
            assert them.inside == ["0", "other"]

    asyncio.run(work())


def test_who_gives_up_waiting_or_working_leaves_the_place_to_others() -> None:
    async def work() -> None:
        async with crowd(queue(at_once=1)) as them:
            for name in "abc":
                await them.come(name, name)
            await them.give_up("b")
            await them.give_up("a")
            assert them.inside == ["c"]

    asyncio.run(work())


def test_a_turn_that_comes_to_somebody_who_has_just_given_up_goes_to_the_next() -> None:
    async def work() -> None:
        made = queue(at_once=1)
        async with crowd(made) as them:
            for name in "abc":
                await them.come(name, name)
            await them.give_up_as_another_goes("b", "a")
            assert them.inside == ["c"]

    asyncio.run(work())


def test_a_closed_queue_sends_everybody_away() -> None:
    async def work() -> None:
        made = queue(at_once=1)

        async def come() -> None:
            async with made.turn("key"):
                await asyncio.Event().wait()

        tasks = [asyncio.create_task(come()) for _ in range(2)]
        await settled()
        made.close()
        with pytest.raises(Busy):
            await tasks[1]
        with pytest.raises(Busy):
            await come()
        tasks[0].cancel()

    asyncio.run(work())


# --- slots


@pytest.fixture
def kept() -> Iterator[contextlib.ExitStack]:
    """Holds slots until the end of the test."""
    with contextlib.ExitStack() as stack:
        yield stack


def take(
    kept: contextlib.ExitStack, slots: UploadSlots, count: int, registration: str, address: str
) -> None:
    """Take slots until none is given any more."""
    with contextlib.suppress(LimitReached):
        for number in range(count):
            kept.enter_context(slots.slot(registration.format(number), address.format(number)))


@pytest.mark.parametrize(
    ("registration", "address", "most"),
    [("one", "{}", 2), ("{}", "one", 8), ("{}", "{}", 20)],
)
def test_slots_are_counted_for_all_by_registration_and_by_address(
    kept: contextlib.ExitStack, registration: str, address: str, most: int
) -> None:
    slots = UploadSlots()
    take(kept, slots, 30, registration, address)
    assert slots.taken == most


def test_a_slot_is_free_again_afterwards() -> None:
    slots = UploadSlots()
    for _ in range(30):
        with slots.slot("registration", "address"), slots.slot("registration", "address"):
            pass


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def pace(kept: contextlib.ExitStack, clock: Clock, others: int) -> Pace:
    """That of an upload beside `others`."""
    slots = UploadSlots(clock)
    take(kept, slots, others, "{}", "{}")
    return kept.enter_context(slots.slot("registration", "address"))


@pytest.mark.parametrize(("others", "rate"), [(9, 1), (10, 8000)])
def test_a_slow_upload_may_go_on_as_long_as_half_the_slots_are_free(
    kept: contextlib.ExitStack, others: int, rate: int
) -> None:
    clock = Clock()
    one = pace(kept, clock, others)
    for _ in range(20):
        clock.now += 29
        one.count(29 * rate)


def test_a_slow_upload_ends_once_more_than_half_the_slots_are_taken(
    kept: contextlib.ExitStack,
) -> None:
    clock = Clock()
    one = pace(kept, clock, 10)
    clock.now += 20
    one.count(100_000)
    clock.now += 15
    with pytest.raises(TooSlow):
        one.count(100_000)


def test_a_good_beginning_is_no_excuse_for_a_slow_rest(kept: contextlib.ExitStack) -> None:
    clock = Clock()
    one = pace(kept, clock, 10)
    clock.now += 30
    one.count(9_000_000)
    clock.now += 31
    with pytest.raises(TooSlow):
        one.count(1)
