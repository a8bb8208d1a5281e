"""The protocol's models: what must hold holds, and each rule that is left out is missed."""

from dataclasses import replace

import pytest

import model
from model import FOLDER, Outcome, Run, carry_out, is_expected, runs

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes() -> dict[Run, Outcome]:
    """Of all runs, which share the processors."""
    return dict(carry_out(runs()))


@pytest.mark.parametrize("run", runs(), ids=str)
def test_it_comes_out_as_runs_toml_says(run: Run, outcomes: dict[Run, Outcome]) -> None:
    outcome = outcomes[run]
    assert is_expected(run, outcome), "\n".join(outcome.steps)
    assert outcome.holds or outcome.steps


def test_every_property_of_a_model_is_asked_and_every_define_is_explained() -> None:
    asked = {(run.model, run.claim) for run in runs()}
    written = {
        (source.stem, line.split()[1])
        for source in FOLDER.glob("*.pml")
        for line in source.read_text("utf-8").splitlines()
        if line.startswith("ltl ")
    }
    assert asked == written
    assert {name for run in runs() for name in run.defines} == set(model.meanings())


@pytest.fixture
def one_run_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> Run:
    """A rule is left out, and runs.toml would have it that nothing comes of it."""
    failing = next(run for run in runs() if run.expect == "fails" and run.model == "ticket_race")
    wrong = replace(failing, expect="holds")
    monkeypatch.setattr(model, "runs", lambda: (wrong,))
    return wrong


def test_what_comes_out_otherwise_is_told_and_fails(
    one_run_says_otherwise: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert model.model(()) == 1
    told = capsys.readouterr().out
    assert told.startswith(f"WRONG   {one_run_says_otherwise}")
    assert "1 NOT as expected" in told
