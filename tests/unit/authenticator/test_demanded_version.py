"""What the app does with the lowest version that a portal's signed answer names."""

import pytest

from authenticator import __version__
from authenticator.failures import Failure, Refused
from authenticator.services.portal_answers import check_version


def refusal_of(lowest: object) -> Refused:
    with pytest.raises(Refused) as refused:
        check_version({"lowest_version": lowest})
    return refused.value


def test_a_version_that_is_too_low_goes_no_further_and_is_told_which_is_needed() -> None:
    problem = refusal_of("99.1").problem
    assert (problem.failure, problem.details) == (Failure.UPGRADE_REQUIRED, "99.1")
    assert problem.failure.ends_watching
    assert not problem.failure.needs_activation


@pytest.mark.parametrize("lowest", ["", "0.0.1", __version__])
def test_a_version_that_is_high_enough_goes_on(lowest: str) -> None:
    check_version({"lowest_version": lowest})


def test_a_portal_that_does_not_know_the_member_demands_nothing() -> None:
    check_version({"tag": ""})


@pytest.mark.parametrize("lowest", [None, 2, "two", "1.2-beta", ["1.2"]])
def test_a_demand_that_cannot_be_read_comes_from_a_newer_portal(lowest: object) -> None:
    assert refusal_of(lowest).problem.failure is Failure.UPGRADE_REQUIRED
