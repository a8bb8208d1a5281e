"""The short form of `./run faults`: some faults of each kind."""

import logging
from pathlib import Path

import pytest

from tests.faults.__main__ import ALL
from tests.faults.series import Fault, Row, Series, carry_out, sample, table


@pytest.mark.parametrize("series", ALL, ids=lambda series: series.name)
def test_nothing_is_lost(series: Series, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "portal")
    said: list[str] = []
    row = carry_out(series, tmp_path, every=series.sampled, tell=said.append)
    assert row.tried
    assert said == []


def test_what_is_wrong_is_told_and_counted(tmp_path: Path) -> None:
    faults = [Fault("first", list), Fault("second", lambda: ["an account", "a try"])]
    said: list[str] = []
    row = carry_out(Series("example", lambda _: iter(faults)), tmp_path, tell=said.append)
    assert (row.tried, row.wrong) == (2, 1)
    assert said == ["example: second: an account", "example: second: a try"]


def test_the_table_has_a_line_for_each_series_and_one_for_all() -> None:
    lines = table([Row("one", 3, 0, 1.0), Row("two", 4, 2, 1.0)]).splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        ["one", "3", "nothing"],
        ["two", "4", "2"],
        ["all", "7", "2"],
    ]


def test_a_sample_begins_with_the_first_fault() -> None:
    faults = [Fault(str(number), list) for number in range(7)]
    assert [fault.name for fault in sample(faults, 3)] == ["0", "3", "6"]
