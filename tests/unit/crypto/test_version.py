"""Versions of the app are compared as numbers, and nothing else is taken for one."""

import pytest

from crypto.errors import Malformed
from crypto.version import version_order


@pytest.mark.parametrize(
    ("older", "newer"),
    [("0.1.0", "0.1.1"), ("1.9", "1.10"), ("1.2", "1.2.0.1"), ("1.99.99", "2.0"), ("0.0", "0.1")],
)
def test_versions_are_compared_by_their_numbers(older: str, newer: str) -> None:
    assert version_order(older) < version_order(newer)


def test_zeros_at_the_end_say_nothing() -> None:
    assert version_order("1.2") == version_order("1.2.0") == version_order("1.2.0.0")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        ".1",
        "1.2.3.4.5",
        "1.2-beta",
        "v1.2",
        "1.2\n",
        " 1.2",
        "1.-2",
        "1.100000",
        "\u0661.\u0662",
    ],
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        version_order(text)
