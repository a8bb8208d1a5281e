"""What a series of faults is, and the table of what came of them."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """One fault at one moment, and what is wrong after it."""

    name: str
    inject: Callable[[], list[str]]
    """Brings it about, goes on as a user would, and says what is wrong then: nothing."""


@dataclass(frozen=True)
class Series:
    """Faults of one kind."""

    name: str
    faults: Callable[[Path], Iterator[Fault]]
    """Yields them, given a folder to work in; ends what it has started when it is closed."""
    sampled: int = 17
    """One of so many is tried in `./run test contract`. A prime, so that the numbers of moments,
    ways and deeds do not hide one kind for ever.
    """


@dataclass
class Row:
    """A line of the table."""

    series: str
    tried: int = 0
    wrong: int = 0
    seconds: float = 0.0


def sample(faults: Iterable[Fault], every: int) -> Iterator[Fault]:
    """Each fault whose place is a multiple of `every`: so that all kinds are among them."""
    return (fault for place, fault in enumerate(faults) if place % every == 0)


def carry_out(
    series: Series, folder: Path, *, every: int = 1, tell: Callable[[str], None] = print
) -> Row:
    """Inject the faults of a series, one after the other."""
    row, begun = Row(series.name), time.monotonic()
    faults = series.faults(folder)
    for fault in sample(faults, every):
        row.tried += 1
        wrong = fault.inject()
        row.wrong += bool(wrong)
        for what in wrong:
            tell(f"{series.name}: {fault.name}: {what}")
    row.seconds = time.monotonic() - begun
    return row


def table(rows: Iterable[Row]) -> str:
    """The rows and their sum, for people to read."""
    rows = list(rows)
    rows.append(
        Row(
            "all",
            sum(row.tried for row in rows),
            sum(row.wrong for row in rows),
            sum(row.seconds for row in rows),
        )
    )
    lines = [f"{'series':<28} {'tried':>6} {'lost or wrong':>14} {'seconds':>8}"]
    lines += [
        f"{row.series:<28} {row.tried:>6} {row.wrong or 'nothing':>14} {row.seconds:>8.0f}"
        for row in rows
    ]
    return "\n".join(lines)
