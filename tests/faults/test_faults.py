"""The short form of `./run faults`: some faults of each kind."""

import logging
from pathlib import Path

import pytest

from tests.faults.__main__ import ALL, main
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
    row = carry_out(Series("example", lambda _: iter(faults), 2), tmp_path, tell=said.append)
    assert (row.tried, row.wrong) == (2, 1)
    assert said == ["example: 2, second: an account", "example: 2, second: a try"]


def test_the_table_has_a_line_for_each_series_and_one_for_all() -> None:
    lines = table([Row("one", 3, 0, 1.0), Row("two", 4, 2, 1.0)]).splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [
        ["one", "3", "nothing"],
        ["two", "4", "2"],
        ["all", "7", "2"],
    ]


def test_a_sample_begins_with_the_first_fault_and_goes_on_as_it_began() -> None:
    faults = [Fault(str(number), list) for number in range(1, 9)]
    assert [number for number, _ in sample(faults, 3)] == [1, 4, 7]
    assert [(number, fault.name) for number, fault in sample(faults, 3, 3)] == [(4, "4"), (7, "7")]


def test_a_run_goes_on_where_it_is_told_to_and_says_how_far_it_is(tmp_path: Path) -> None:
    faults = [Fault(name, list) for name in ("first", "second", "third")]
    shown: list[str] = []
    series = Series("example", lambda _: iter(faults), 3)
    assert carry_out(series, tmp_path, first=2, show=shown.append).tried == 2
    assert [line.partition(",")[0] for line in shown] == [
        "example: 2 of about 3",
        "example: 3 of about 3",
    ]
    assert [line.rpartition(": ")[2] for line in shown] == ["second", "third"]


def test_a_run_that_is_cut_off_says_where(tmp_path: Path) -> None:
    def interrupted() -> list[str]:
        raise KeyboardInterrupt

    faults, said = [Fault("first", list), Fault("second", interrupted)], list[str]()
    with pytest.raises(KeyboardInterrupt):
        carry_out(Series("example", lambda _: iter(faults), 2), tmp_path, tell=said.append)
    assert said == ["example: cut off at 2, second"]


@pytest.mark.parametrize("words", [["--from", "2"], ["--from", "2", "clock", "app-killed"]])
def test_a_number_without_its_series_is_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert "name it" in capsys.readouterr().err
