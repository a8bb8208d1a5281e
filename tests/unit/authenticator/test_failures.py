import re

import pytest

from authenticator.failures import Details, Failure, Trait

KNOWN_CODES = {
    *(f"AZF-100{number}" for number in (1, 2)),
    *(f"AZF-200{number}" for number in (1, 2)),
    *(f"AZF-30{number:02}" for number in range(1, 12)),
    *(f"AZF-400{number}" for number in range(1, 7)),
    *(f"AZF-500{number}" for number in range(1, 5)),
    *(f"AZF-600{number}" for number in range(1, 6)),
    *(f"AZF-700{number}" for number in range(1, 6)),
    *(f"AZF-90{number:02}" for number in range(1, 11)),
    "AZF-9999",
}


def test_support_codes_are_never_given_up() -> None:
    assert {failure.code for failure in Failure} == KNOWN_CODES


def test_a_support_code_leads_back_to_its_failure() -> None:
    assert all(Failure.with_code(failure.code) is failure for failure in Failure)
    assert all(re.fullmatch(r"AZF-\d{4}", failure.code) for failure in Failure)


def test_a_cut_network_is_always_tried_again() -> None:
    assert all(failure.is_retryable for failure in Failure if failure.is_network_related)


def test_what_may_pass_by_itself_never_ends_watching() -> None:
    assert [each for each in Failure if each.is_retryable and each.ends_watching] == []


def test_a_device_that_needs_activation_is_no_longer_watched() -> None:
    assert all(failure.ends_watching for failure in Failure if failure.needs_activation)


def test_only_an_account_whose_device_has_ended_can_be_removed_from_its_card() -> None:
    gone = {failure for failure in Failure if failure.ends_device}
    assert gone == {Failure.DEVICE_REVOKED, Failure.DEVICE_UNKNOWN, Failure.KEY_MISSING}
    assert all(failure.needs_activation for failure in gone)


@pytest.mark.parametrize(
    ("failure", "traits"),
    [
        (Failure.PIN_WRONG, Trait(0)),
        (Failure.RATE_LIMITED, Trait.RETRYABLE),
        (Failure.PORTAL_UNREACHABLE, Trait.RETRYABLE | Trait.NETWORK),
        (Failure.INSTANCE_UNKNOWN, Trait.ENDS_WATCHING),
        (Failure.DEVICE_LOCKED, Trait.ENDS_WATCHING | Trait.NEEDS_ACTIVATION),
    ],
)
def test_traits_are_what_the_row_says(failure: Failure, traits: Trait) -> None:
    assert failure.is_retryable is (Trait.RETRYABLE in traits)
    assert failure.is_network_related is (Trait.NETWORK in traits)
    assert failure.ends_watching is (Trait.ENDS_WATCHING in traits)
    assert failure.needs_activation is (Trait.NEEDS_ACTIVATION in traits)


def test_details_say_what_they_name() -> None:
    assert Failure.TLS_UNTRUSTED.details is Details.CERTIFICATE_ISSUER
    assert Failure.PIN_WRONG.details is Details.NOTHING
