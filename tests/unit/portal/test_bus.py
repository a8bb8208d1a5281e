"""When a process may send by a bus, and how often it looks by itself."""

import contextlib
import math
from collections.abc import AsyncIterator, Callable

import pytest

from portal.platform.database import bus as bus_module
from portal.platform.database.bus import LISTENER, Members
from portal.platform.database.notifications import Notifications

OTHER = f"{LISTENER} other"


class GivenBus:
    """One whose connection is what a test says."""

    connection = "mine"
    problem = "why"
    is_used = False

    def publish(self, raised: Notifications) -> None: ...

    @contextlib.asynccontextmanager
    async def running(self, changed: Callable[[], None]) -> AsyncIterator[None]:
        yield


@pytest.fixture
def bus() -> GivenBus:
    return GivenBus()


@pytest.fixture
def members(bus: GivenBus) -> Members:
    return Members(bus)


def test_a_bus_is_used_once_all_others_have_surely_seen_that_all_are_on_it(
    bus: GivenBus, members: Members
) -> None:
    """Whoever uses it before would not be missed if it were killed at once."""
    used = []
    for _ in range(4):
        members.saw([members.name, OTHER])
        used.append(bus.is_used)
    assert used == [False, False, True, True]


@pytest.mark.parametrize(
    "names",
    [
        [f"{LISTENER} mine", OTHER, LISTENER],
        [f"{LISTENER} of before", OTHER],
        [LISTENER],
        [],
    ],
)
def test_it_is_not_used_while_one_is_not_on_it(
    bus: GivenBus, members: Members, names: list[str]
) -> None:
    for _ in range(3):
        members.saw([members.name, OTHER])
    members.saw(names)
    assert not bus.is_used
    members.saw([members.name, OTHER])
    assert not bus.is_used


def test_it_is_not_used_once_the_database_or_the_connection_is_lost(
    bus: GivenBus, members: Members
) -> None:
    for _ in range(3):
        members.saw([members.name, OTHER])
    members.lost_sight()
    assert not bus.is_used
    assert members.problem == "why"


def test_who_has_left_the_bus_is_noticed_and_who_comes_is_not(members: Members) -> None:
    mine = members.name
    left = [members.saw(names) for names in ([mine], [mine, OTHER], [mine, LISTENER], [mine])]
    assert left == [False, False, True, False]
    # By another connection: what was on its way by the first one may be lost.
    members.saw([mine, OTHER])
    assert members.saw([mine, f"{LISTENER} other again"])


def test_each_looks_by_itself_as_often_as_it_may_miss_something(
    bus: GivenBus, members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert members.look_seconds == math.inf
    members.saw([members.name, OTHER])
    assert members.look_seconds == 60
    bus.connection = ""
    assert members.look_seconds == 2
    monkeypatch.setattr(bus_module, "_KNOWN_SECONDS", 0)
    assert members.look_seconds == 60
    members.saw([LISTENER, LISTENER])
    assert members.look_seconds == math.inf


def test_a_process_without_a_bus_looks_by_itself_until_those_on_one_know_it() -> None:
    members = Members(None)
    members.saw([LISTENER, OTHER])
    assert (members.look_seconds, members.problem) == (2, "")
    members.saw([LISTENER])
    assert members.look_seconds == math.inf
