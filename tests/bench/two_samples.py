"""Whether two samples of times can be told apart, without supposing how they are distributed."""

import math
import random
import statistics
from collections import Counter
from dataclasses import dataclass

_RESAMPLES = 2000
_LEVEL = 0.01


@dataclass(frozen=True)
class Comparison:
    """What somebody who measures both could conclude."""

    medians: tuple[float, float]
    interval: tuple[float, float]
    """95 % bootstrap interval of the second median minus the first."""
    u: float
    chance_second_is_slower: float
    p: float

    @property
    def verdict(self) -> str:
        return "can be told apart" if self.p < _LEVEL else "cannot be told apart"


def compare(first: list[float], second: list[float]) -> Comparison:
    u, p = mann_whitney(first, second)
    return Comparison(
        (statistics.median(first), statistics.median(second)),
        bootstrap(first, second),
        u,
        u / (len(first) * len(second)),
        p,
    )


def bootstrap(first: list[float], second: list[float]) -> tuple[float, float]:
    """Where the difference of medians lies in 95 % of samples drawn from these."""
    differences = [
        statistics.median(random.choices(second, k=len(second)))
        - statistics.median(random.choices(first, k=len(first)))
        for _ in range(_RESAMPLES)
    ]
    cuts = statistics.quantiles(differences, n=40)
    return cuts[0], cuts[-1]


def mann_whitney(first: list[float], second: list[float]) -> tuple[float, float]:
    """U of the second sample, and the two-sided p of its normal approximation with ties."""
    ranks = _ranks([*first, *second])
    n1, n2 = len(first), len(second)
    u = sum(ranks[n1:]) - n2 * (n2 + 1) / 2
    n = n1 + n2
    ties = sum(count**3 - count for count in Counter(ranks).values())
    variance = n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1)))
    off = max(0.0, abs(u - n1 * n2 / 2) - 0.5)
    return u, math.erfc(off / math.sqrt(2 * variance)) if variance else 1.0


def _ranks(values: list[float]) -> list[float]:
    """Ranks from 1; equal values share their mean."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(place)
    return [statistics.fmean(places[value]) for value in values]
