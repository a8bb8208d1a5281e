"""The portal is killed before or after each write of database and files, and started again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.faults.portal_served import ServedPortal, served_portal
from tests.faults.series import Fault, Series
from tests.faults.visitors import (
    DEEDS,
    MOMENT_TRIES,
    Deed,
    fewer,
    number_of_writes,
    prepared,
    what_is_wrong,
)
from tests.support.device import PortalProblem


def _killed(deed: Deed, served: ServedPortal, number: int, *, done: bool) -> list[str]:
    """How much a commit writes varies: when there was less, kill at the last write."""
    for _ in range(MOMENT_TRIES):
        visitor, before = prepared(deed, served), served.restarts
        served.trap.set(number, done=done)
        try:
            deed.act(visitor)
            number = fewer(number, served.trap.seen)
            if served.restarts > before:
                return what_is_wrong(deed, visitor)
        except (AssertionError, PortalProblem) as error:
            return [f"did not end right: {error}"]
        finally:
            served.trap.set(0)
            visitor.close()
    return ["the moment did not come"]


def _faults(folder: Path) -> Iterator[Fault]:
    with served_portal(folder) as served:
        for deed in DEEDS:
            for number in range(1, number_of_writes(deed, served) + 1):
                for done in (False, True):
                    yield _fault(deed, served, number, done=done)


def _fault(deed: Deed, served: ServedPortal, number: int, *, done: bool) -> Fault:
    name = f"{deed.name}, killed {'after' if done else 'before'} write {number}"
    return Fault(name, lambda: _killed(deed, served, number, done=done))


SERIES: Final = Series("portal kills", _faults, about=712, sampled=211)
