"""Watching for login requests: long poll after long poll, and again after a pause when one fails.

Knows neither threads nor a clock: whoever polls says what came of it, and gets told when to poll
next.
"""

from dataclasses import replace
from typing import Final, assert_never

from authenticator.failures import Problem
from authenticator.values import dataclass
from crypto.protocol import LONGEST_WAIT

FIRST_DELAY: Final = 1.0
"""Seconds."""
LONGEST_DELAY: Final = 60.0
"""Seconds."""
_HASTY: Final = 0.2
"""Seconds. An answer without news in less is no long poll: the next one waits a little."""
_CUT: Final = 2.0
"""Seconds. A poll that breaks after more was reached, and cut while it waited."""
_CUTS_OF_A_PROXY: Final = 2
"""One may be the network's; two in a row are a machine in between that ends what is idle."""
SHORTEST_WAIT: Final = 5
"""Seconds."""


@dataclass(frozen=True)
class OpeningKey:
    """The keyring has not given the account's key yet; it may be waiting for a password."""


@dataclass(frozen=True)
class Connecting:
    """The portal has not answered yet."""


@dataclass(frozen=True)
class Watching:
    """The portal answers."""


@dataclass(frozen=True)
class Lost:
    """It is tried again without the user."""

    problem: Problem


@dataclass(frozen=True)
class Halted:
    """Trying again would not help: the device is locked, say."""

    problem: Problem


Link = OpeningKey | Connecting | Watching | Lost | Halted


@dataclass(frozen=True)
class Watch:
    """How far it is with one account."""

    link: Link = OpeningKey()
    tag: str = ""
    """To be handed to the next poll."""
    failures: int = 0
    """Polls that failed since the last one that did not."""
    poll: int | None = None
    """Token of the poll under way."""
    pause: float | None = 0.0
    """Seconds until the next poll; None while one is under way, or where none is to follow."""
    wait: int = LONGEST_WAIT
    """Seconds that the next poll asks the portal to hold its answer back."""
    cuts: int = 0
    """Polls in a row that were cut while they waited."""


@dataclass(frozen=True)
class PollBegun:
    poll: int
    """A token that no other poll has."""


@dataclass(frozen=True)
class KeyOpened:
    poll: int


@dataclass(frozen=True)
class PollAnswered:
    poll: int
    tag: str
    seconds: float
    """How long the poll took."""


@dataclass(frozen=True)
class PollFailed:
    poll: int
    problem: Problem
    jitter: float
    """From 0 to 1, by chance: spreads the tries, so that not all computers of a clinic come back
    in the same second."""
    seconds: float = 0.0
    """How long the poll took."""


@dataclass(frozen=True)
class Restarted:
    """The device has another key or state: a poll that is under way no longer counts."""


@dataclass(frozen=True)
class Ended:
    """The account is no longer watched: a poll that is under way no longer counts."""


Event = PollBegun | KeyOpened | PollAnswered | PollFailed | Restarted | Ended


def advance(watch: Watch, event: Event) -> Watch:
    """The next state; what does not fit, a stale result above all, gives the same object."""
    match event:
        case PollBegun(poll):
            return replace(watch, poll=poll, pause=None) if watch.poll is None else watch
        case KeyOpened(poll):
            return _opened(watch) if poll == watch.poll else watch
        case PollAnswered(poll):
            return _answered(watch, event) if poll == watch.poll else watch
        case PollFailed(poll):
            return _failed(watch, event) if poll == watch.poll else watch
        case Restarted():
            return Watch()
        case Ended():
            return replace(watch, poll=None, pause=None)
    assert_never(event)


def _opened(watch: Watch) -> Watch:
    return replace(watch, link=Connecting()) if watch.link == OpeningKey() else watch


def _answered(watch: Watch, event: PollAnswered) -> Watch:
    is_hasty = event.tag == watch.tag and event.seconds < _HASTY
    pause = FIRST_DELAY if is_hasty else 0.0
    return Watch(Watching(), event.tag, pause=pause, wait=watch.wait)


def _failed(watch: Watch, event: PollFailed) -> Watch:
    if event.problem.failure.ends_watching:
        return replace(watch, link=Halted(event.problem), poll=None)
    failures = watch.failures + 1
    pause = _delay(failures, event.jitter)
    if event.problem.retry_after:
        pause = max(pause, event.problem.retry_after + event.jitter)
    lost = replace(watch, link=Lost(event.problem), failures=failures, poll=None, pause=pause)
    return _cut(lost, event.seconds) if event.problem.failure.is_network_related else lost


def _cut(watch: Watch, seconds: float) -> Watch:
    """Ask for shorter waits where longer ones do not come through."""
    if seconds < _CUT:
        return watch
    cuts = watch.cuts + 1
    wait = watch.wait if cuts < _CUTS_OF_A_PROXY else min(watch.wait, round(seconds * 3 / 4))
    return replace(watch, cuts=cuts, wait=max(wait, SHORTEST_WAIT))


def _delay(failures: int, jitter: float) -> float:
    """Seconds: doubled with each failure up to a minute, then from half to all of it."""
    longest = min(FIRST_DELAY * 2.0 ** min(failures - 1, 10), LONGEST_DELAY)
    return longest * (1 + jitter) / 2
