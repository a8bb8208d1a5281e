"""The bench must not call names alike because its arithmetic is wrong."""

import random
from statistics import NormalDist

import pytest

from tests.bench.two_samples import bootstrap, compare, mann_whitney


def test_u_counts_the_pairs_in_which_the_second_is_larger() -> None:
    assert mann_whitney([1, 2, 3], [4, 5, 6])[0] == 9
    assert mann_whitney([4, 5, 6], [1, 2, 3])[0] == 0
    assert mann_whitney([1, 3], [2, 4])[0] == 3


def test_equal_values_count_half_and_all_equal_is_no_difference() -> None:
    assert mann_whitney([1, 2], [2, 3])[0] == 3.5
    assert mann_whitney([1, 1], [1, 1]) == (2, 1)


def test_p_is_what_lies_beyond_the_deviation_on_both_sides() -> None:
    first = [0.74, 0.88, 0.90, 1.15, 1.21]
    second = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    u, p = mann_whitney(first, second)
    assert u == 35
    # (35 - 25 - 1/2) / sqrt(5 * 10 * 16 / 12) is 1.1635 standard deviations.
    assert p == pytest.approx(2 * NormalDist().cdf(-1.1635), abs=1e-4)


@pytest.mark.heavy
def test_a_small_shift_in_many_samples_is_told_apart_and_none_is_not() -> None:
    draw = random.Random(1)
    first = [draw.expovariate(1) for _ in range(400)]
    again = [draw.expovariate(1) for _ in range(400)]
    assert compare(first, again).verdict == "cannot be told apart"
    assert compare(first, [value + 0.3 for value in again]).verdict == "can be told apart"


def test_the_interval_lies_around_the_difference_of_medians() -> None:
    low, high = bootstrap([1.0] * 9, [3.0] * 9)
    assert (low, high) == (2.0, 2.0)
