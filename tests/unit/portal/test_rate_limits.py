"""How often something may happen."""

import pytest

from portal.platform import rate_limits
from portal.platform.rate_limits import Rate, RateLimit, parse_rate
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


def test_of_processes_that_count_apart_each_has_its_share() -> None:
    limits = [RateLimit(Rate(60, 3600), ManualClock()) for _ in range(3)]
    passed = [limit.take("a", processes=3) for limit in limits for _ in range(60)]
    assert passed.count(0) == 60


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


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("600 per 10 minutes", Rate(600, 600)),
        ("4 per hour", Rate(4, 3600)),
        ("8 per day", Rate(8, 86_400)),
        ("240 per minute", Rate(240, 60)),
        ("1 per 90 seconds", Rate(1, 90)),
    ],
)
def test_a_rate_is_read_as_it_is_written(text: str, rate: Rate) -> None:
    assert parse_rate(text) == rate
    assert str(rate) == text


@pytest.mark.parametrize(
    "text",
    ["", "0 per hour", "4", "4 per 0 hours", "-1 per hour", "4 per week", "4/h", "x per hour"],
)
def test_what_is_no_rate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="give a rate, as in"):
        parse_rate(text)
