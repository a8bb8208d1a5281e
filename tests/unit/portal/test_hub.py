"""Where long polls wait."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from portal.platform.notifications import Notifier


def run(work: Callable[[Notifier], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        return await work(Notifier())

    return asyncio.run(main())


def test_a_ring_wakes_whoever_listens_to_its_key_and_nobody_else() -> None:
    async def work(hub: Notifier) -> list[bool]:
        with hub.listen("a") as a, hub.listen("b") as b:
            waits = asyncio.gather(a.wait(5), b.wait(0.05))
            await asyncio.sleep(0)
            hub.ring("a")
            return list(await waits)

    assert run(work) == [True, False]


def test_a_ring_between_looking_and_waiting_is_not_missed() -> None:
    async def work(hub: Notifier) -> bool:
        with hub.listen("a") as bell:
            hub.ring("a")
            return await bell.wait(5)

    assert run(work) is True


def test_a_ring_counts_once() -> None:
    async def work(hub: Notifier) -> list[bool]:
        with hub.listen("a") as bell:
            hub.ring("a")
            return [await bell.wait(5), await bell.wait(0.01)]

    assert run(work) == [True, False]


def test_closing_ends_every_wait_now_and_later() -> None:
    async def work(hub: Notifier) -> list[bool]:
        with hub.listen("a") as bell:
            waiting = asyncio.ensure_future(bell.wait(5))
            await asyncio.sleep(0)
            hub.close()
            return [await waiting, await bell.wait(5)]

    assert run(work) == [False, False]


def test_nothing_is_kept_of_those_who_left() -> None:
    async def work(hub: Notifier) -> int:
        with hub.listen("a", "b") as bell:
            assert hub.waiting == 1
            await bell.wait(0)
        assert hub._subscriptions == {}
        return hub.waiting

    assert run(work) == 0


def test_a_wait_that_is_broken_off_leaves_nothing() -> None:
    async def work(hub: Notifier) -> int:
        async def listen() -> None:
            with hub.listen("a") as bell:
                await bell.wait(5)

        task = asyncio.ensure_future(listen())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return hub.waiting

    assert run(work) == 0
