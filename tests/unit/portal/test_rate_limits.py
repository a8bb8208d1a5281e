"""How often something may happen."""

import dataclasses

import pytest

from portal.platform import rate_limits
from portal.platform.rate_limits import Rate, RateLimit, RateLimits, Rates
from tests.support.clock import ManualClock


def test_a_burst_passes_and_the_next_one_waits() -> None:
    clock = ManualClock()
    limit = RateLimit(Rate(3, 60), clock)
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 20]
    assert limit.take("b") == 0
    clock.advance(19)
    assert limit.take("a") == 1
    clock.advance(1)
    assert limit.take("a") == 0


def test_a_refused_one_does_not_count() -> None:
    clock = ManualClock()
    limit = RateLimit(Rate(1, 60), clock)
    limit.take("a")
    for _ in range(50):
        limit.take("a")
    clock.advance(60)
    assert limit.take("a") == 0


def test_a_clock_that_is_set_back_locks_nobody_out_for_long() -> None:
    clock = ManualClock()
    limit = RateLimit(Rate(2, 60), clock)
    for _ in range(2):
        limit.take("a")
    clock.advance(-86_400)
    assert limit.take("a") <= 60


def test_the_table_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_MOST_KEYS", 100)
    limit = RateLimit(Rate(3, 60), ManualClock())
    for number in range(1000):
        limit.take(str(number))
    assert len(limit._full_at) <= 100


def test_nobody_is_remembered_for_longer_than_it_takes() -> None:
    clock = ManualClock()
    limit = RateLimit(Rate(3, 60), clock)
    limit.take("max@abc.de")
    clock.advance(30)
    limit.take("192.0.2.1")
    clock.advance(30)
    limit.take("192.0.2.2")
    assert "max@abc.de" not in limit._full_at
    clock.advance(60)
    limit.take("192.0.2.2")
    assert set(limit._full_at) == {"192.0.2.2"}


def test_each_rate_has_its_limit_but_those_that_are_counted_in_the_database() -> None:
    limits = RateLimits(Rates(), ManualClock())
    names = {field.name for field in dataclasses.fields(Rates)}
    assert names - set(vars(limits)) == {"starts_by_account", "changes_by_account"}
    assert len({id(limit) for limit in vars(limits).values()}) == len(vars(limits))
    for name, limit in vars(limits).items():
        assert limit._rate == getattr(Rates(), name)
