"""What benches tell, and when they fail."""

import importlib
import json

import pytest

from tests.bench.__main__ import ALL, BRIEF, run_all, runnable
from tests.bench.figures import Figure, tell

WITHIN = Figure("within", 2.0, "ms", agreed=2.0, goal=1.0)
ABOVE = Figure("above", 2.1, agreed=2.0)


def test_a_missed_goal_fails_nothing_and_a_broken_agreement_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell([WITHIN], as_json=False)
    assert "ms             agreed 2, goal 1" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="more than was agreed: above"):
        tell([WITHIN, ABOVE], as_json=False)


def test_json_has_the_machine_and_each_figure_with_its_limits(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell([WITHIN], as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert {"python", "optimised", "processors", "load"} <= found["machine"].keys()
    assert found["figures"] == [
        {"name": "within", "value": 2.0, "unit": "ms", "agreed": 2.0, "goal": 1.0}
    ]


def test_all_names_benches_that_there_are() -> None:
    for name, *_ in ALL:
        assert callable(importlib.import_module(f"tests.bench.{name}").main)
    assert BRIEF.keys() <= {name for name, *_ in ALL}


@pytest.mark.heavy
def test_all_gathers_real_benches_and_says_which_failed(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_all([("counts",), ("counts", "--no-such-option")], as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert code == 1
    assert {figure["name"] for figure in found["benches"]["counts"]} > {"browser, commits"}
    assert list(found["faults"]) == ["counts --no-such-option"]


def test_a_bench_that_tells_no_figures_is_a_fault(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_all([("commits", "--help")], as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["faults"] == {"commits --help": "it told no figures"}


def test_what_is_listed_can_be_run() -> None:
    assert [name for name, bench in runnable().items() if not hasattr(bench, "main")] == []
    assert {words[0] for words in ALL} <= set(runnable())
