from dataclasses import replace

import pytest

from authenticator.failures import Failure, Problem
from authenticator.flows.watching import (
    Connecting,
    Ended,
    Event,
    Halted,
    KeyOpened,
    Lost,
    OpeningKey,
    PollAnswered,
    PollBegun,
    PollFailed,
    Restarted,
    Watch,
    Watching,
    advance,
)

CUT = Problem(Failure.PORTAL_UNREACHABLE)
POLLING = Watch(Watching(), "tag", poll=7, pause=None)
ENDS_WATCHING = [failure for failure in Failure if failure.ends_watching]
RETRIED = [failure for failure in Failure if not failure.ends_watching]


def failed(
    problem: Problem = CUT, poll: int = 7, jitter: float = 1.0, seconds: float = 0.0
) -> PollFailed:
    return PollFailed(poll, problem, jitter, seconds)


def after_cuts(*seconds: float, problem: Problem = CUT) -> Watch:
    watch = POLLING
    for each in seconds:
        watch = replace(advance(watch, failed(problem, seconds=each)), poll=7)
    return watch


def pause_after(failures: int, jitter: float) -> float:
    after = advance(replace(POLLING, failures=failures - 1), failed(jitter=jitter))
    assert after.pause is not None
    return after.pause


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        (Watch(), PollBegun(7), Watch(OpeningKey(), poll=7, pause=None)),
        (
            Watch(OpeningKey(), poll=7, pause=None),
            KeyOpened(7),
            Watch(Connecting(), poll=7, pause=None),
        ),
        (POLLING, PollAnswered(7, "new", 25.0), Watch(Watching(), "new", pause=0.0)),
        (POLLING, PollAnswered(7, "new", 0.0), Watch(Watching(), "new", pause=0.0)),
        (POLLING, PollAnswered(7, "tag", 25.0), Watch(Watching(), "tag", pause=0.0)),
        (POLLING, PollAnswered(7, "tag", 0.0), Watch(Watching(), "tag", pause=1.0)),
        (POLLING, failed(), Watch(Lost(CUT), "tag", failures=1, pause=1.0)),
        (
            replace(POLLING, link=Lost(CUT), failures=3),
            PollAnswered(7, "new", 1.0),
            Watch(Watching(), "new", pause=0.0),
        ),
        (POLLING, Restarted(), Watch()),
        (POLLING, Ended(), Watch(Watching(), "tag", poll=None, pause=None)),
    ],
)
def test_each_poll_leads_to_the_next(before: Watch, event: Event, after: Watch) -> None:
    assert advance(before, event) == after


@pytest.mark.parametrize(
    ("watch", "event"),
    [
        (POLLING, PollBegun(8)),
        (POLLING, KeyOpened(7)),
        (Watch(OpeningKey(), poll=7, pause=None), KeyOpened(6)),
        (POLLING, PollAnswered(6, "old", 1.0)),
        (POLLING, failed(poll=6)),
        (advance(POLLING, Restarted()), PollAnswered(7, "old", 1.0)),
        (advance(POLLING, Restarted()), failed()),
        (advance(POLLING, Ended()), PollAnswered(7, "old", 1.0)),
        (advance(POLLING, Ended()), failed()),
    ],
)
def test_a_second_poll_and_a_stale_result_change_nothing(watch: Watch, event: Event) -> None:
    assert advance(watch, event) is watch


@pytest.mark.parametrize("failure", ENDS_WATCHING, ids=lambda failure: failure.name)
def test_a_failure_that_only_the_user_can_mend_ends_watching(failure: Failure) -> None:
    after = advance(POLLING, failed(Problem(failure)))
    assert after == Watch(Halted(Problem(failure)), "tag", poll=None, pause=None)


@pytest.mark.parametrize("failure", RETRIED, ids=lambda failure: failure.name)
def test_every_other_failure_is_tried_again(failure: Failure) -> None:
    after = advance(POLLING, failed(Problem(failure)))
    assert after.link == Lost(Problem(failure))
    assert after.pause == 1.0


def test_pauses_double_up_to_a_minute() -> None:
    assert [pause_after(n, 1.0) for n in (1, 2, 3, 6, 7, 5000)] == [1, 2, 4, 32, 60, 60]


@pytest.mark.parametrize(("jitter", "share"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_pauses_are_spread_from_half_to_all(jitter: float, share: float) -> None:
    assert pause_after(3, jitter) == 4 * share


def test_the_portal_may_ask_for_a_longer_pause_and_not_for_a_shorter_one() -> None:
    limited = Problem(Failure.RATE_LIMITED, retry_after=40)
    assert advance(POLLING, failed(limited, jitter=0.25)).pause == 40.25
    assert advance(replace(POLLING, failures=9), failed(limited)).pause == 60


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [
        ((), 600),
        ((10,), 600),
        ((45, 45), 34),
        ((300, 300), 225),
        ((300, 300, 225, 225), 169),
        ((10, 10), 8),
        ((10, 10, 8), 6),
        ((20, 0.1, 20), 15),
        ((3, 3), 5),
    ],
)
def test_where_polls_are_cut_again_and_again_the_next_ones_wait_less(
    seconds: tuple[float, ...], wait: int
) -> None:
    assert after_cuts(*seconds).wait == wait


def test_an_answer_keeps_the_shorter_wait_and_ends_the_row_of_cuts() -> None:
    answered = advance(after_cuts(10, 10), PollAnswered(7, "tag", 8.0))
    assert (answered.wait, answered.cuts) == (8, 0)
    assert advance(after_cuts(10), PollAnswered(7, "tag", 8.0)).cuts == 0


def test_what_the_portal_itself_refuses_is_no_cut() -> None:
    assert after_cuts(10, 10, problem=Problem(Failure.RATE_LIMITED)).wait == 600


def test_after_a_halt_a_poll_may_begin_again() -> None:
    halted = advance(POLLING, failed(Problem(Failure.DEVICE_LOCKED)))
    assert advance(halted, PollBegun(8)).poll == 8
