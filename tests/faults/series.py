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
    about: int
    """How many there are, for the line of progress: SQLite writes now more, now less."""
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


def sample(faults: Iterable[Fault], every: int, first: int = 1) -> Iterator[tuple[int, Fault]]:
    """One of `every`, so that all kinds are among them, with its number: from 1 on.

    The same ones whatever `first` is, without those before it.
    """
    for number, fault in enumerate(faults, start=1):
        if number >= first and (number - 1) % every == 0:
            yield number, fault


def carry_out(
    series: Series,
    folder: Path,
    *,
    every: int = 1,
    first: int = 1,
    tell: Callable[[str], None] = print,
    show: Callable[[str], None] = lambda _: None,
) -> Row:
    """Inject the faults of a series, one after the other.

    Args:
        series: the series.
        folder: to work in.
        every: one of so many is injected.
        first: the number of the first one.
        tell: takes what is wrong.
        show: takes how far it is.
    """
    row, begun = Row(series.name), time.monotonic()
    for number, fault in sample(series.faults(folder), every, first):
        row.seconds = time.monotonic() - begun
        show(f"{series.name}: {number} of about {series.about}, {row.seconds:.0f} s: {fault.name}")
        row.tried += 1
        try:
            wrong = fault.inject()
        except BaseException:
            tell(f"{series.name}: cut off at {number}, {fault.name}")
            raise
        row.wrong += bool(wrong)
        for what in wrong:
            tell(f"{series.name}: {number}, {fault.name}: {what}")
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
