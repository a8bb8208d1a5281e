"""The command that lets Spin go through every course of events in the models of tests/models."""

import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from command import Command, Trouble
from environment import ROOT
from system_packages import MODELS, require

FOLDER = ROOT / "tests" / "models"
_HOLDS, _SHOWN = "holds", ("fails", "limit")
_STEPS_SHOWN = 8
_STEP = re.compile(r"(app|phisher|network|portal|user|[a-z']+ browser|thief at [a-z' ]+): ")
# Only these are counterexamples to the property; other errors are mistakes in the model.
_FOUND = re.compile(r"pan:1: (assertion violated +!\(|acceptance cycle)")
_UNFINISHED = ("Search not completed", "max search depth too small")


@dataclass(frozen=True)
class Run:
    """One question to one model, and what must come of it."""

    model: str
    expect: str
    claim: str
    defines: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.model, self.claim, *self.defines))


@dataclass(frozen=True)
class Outcome:
    """What came of it; `steps` are those of a counterexample."""

    holds: bool
    states: int
    seconds: float
    steps: tuple[str, ...]


def runs() -> tuple[Run, ...]:
    """All runs, as runs.toml lists them."""
    entries = ((name, entry) for name, listed in _table("runs").items() for entry in listed)
    lines = ((name, entry.split()) for name, entry in entries)
    return tuple(Run(name, words[0], words[1], tuple(words[2:])) for name, words in lines)


def meanings() -> dict[str, str]:
    """What each define stands for."""
    return _table("defines")


def is_expected(run: Run, outcome: Outcome) -> bool:
    return outcome.holds == (run.expect == _HOLDS)


def carry_out(wanted: Sequence[Run]) -> Iterator[tuple[Run, Outcome]]:
    """Each run in a folder of its own, which is gone afterwards."""
    # Each takes up to half a gigabyte.
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        yield from zip(wanted, pool.map(_check, wanted), strict=True)


def model(words: Sequence[str]) -> int:
    """Carry out all runs, or those of the models that are named."""
    wanted = [run for run in runs() if not words or run.model in words]
    if unknown := set(words) - {run.model for run in wanted}:
        known = " ".join(dict.fromkeys(run.model for run in runs()))
        raise Trouble(f"there is no model '{unknown.pop()}'; say one of: {known}")
    require(MODELS)
    if not all(map(shutil.which, MODELS.programs)):
        raise Trouble("the model checker Spin 6 and gcc are needed for this.")
    wrong = 0
    for run, outcome in carry_out(wanted):
        wrong += not is_expected(run, outcome)
        print("\n".join(_told(run, outcome)), flush=True)
    print(f"{len(wanted)} runs, " + (f"{wrong} NOT as expected" if wrong else "all as expected"))
    return 1 if wrong else 0


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((FOLDER / "runs.toml").read_text("utf-8"))[name]
    return table


def _told(run: Run, outcome: Outcome) -> Iterator[str]:
    mark = run.expect if is_expected(run, outcome) else "WRONG"
    yield f"{mark:<7} {run!s:<78} {outcome.states:>9,} states {outcome.seconds:5.1f} s"
    if run.expect in _SHOWN or not is_expected(run, outcome):
        yield from (f"          when {meanings()[name]}" for name in run.defines)
        if len(outcome.steps) > _STEPS_SHOWN:
            yield "          …"
        yield from (f"          {step}" for step in outcome.steps[-_STEPS_SHOWN:])


def _check(run: Run) -> Outcome:
    begin = time.monotonic()
    with TemporaryDirectory(prefix="model-") as scratch:
        source = Path(shutil.copy(FOLDER / f"{run.model}.pml", scratch))
        defines = [f"-D{name}" for name in run.defines]
        _call(scratch, "spin", "-a", *defines, source.name)
        _call(scratch, "gcc", *_compiler_options(run, source), "-w", "-o", "pan", "pan.c")
        said = _call(scratch, "./pan", "-m1000000", *_search_options(run, source), "-N", run.claim)
        errors, states = _number(r"errors: (\d+)", said), _number(r"(\d+) states, stored", said)
        steps: tuple[str, ...] = ()
        if errors:
            if not _FOUND.search(said):
                raise Trouble(f"the model itself is wrong ({run}):\n{said}")
            replay = _call(scratch, "spin", "-t", "-T", *defines, source.name)
            steps = tuple(line for line in replay.splitlines() if _STEP.match(line))
        elif any(words in said for words in _UNFINISHED):
            raise Trouble(f"Spin did not get to the end ({run}):\n{said}")
    return Outcome(not errors, states, time.monotonic() - begin, steps)


def _compiler_options(run: Run, source: Path) -> Sequence[str]:
    """Breadth first finds the shortest counterexample, but not to what must happen in the end."""
    if run.expect == _HOLDS:
        return ("-O1",)
    return ("-O0",) if _is_eventual(run, source) else ("-O0", "-DBFS")


def _search_options(run: Run, source: Path) -> Sequence[str]:
    # Not -f (weak fairness): under it Spin passes over runs that just stop, and the models need
    # none, because what goes round in circles uses up faults, posts or starts.
    return ("-a",) if run.expect == _HOLDS or _is_eventual(run, source) else ()


def _is_eventual(run: Run, source: Path) -> bool:
    formula = re.search(rf"^ltl {run.claim} \{{(.*)\}}$", source.read_text("utf-8"), re.MULTILINE)
    if formula is None:
        raise Trouble(f"{source.name} has no property '{run.claim}'.")
    return "<>" in formula[1]


def _call(folder: str, *words: str) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"'{' '.join(words)}' failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _number(pattern: str, said: str) -> int:
    found = re.search(pattern, said)
    if found is None:
        raise Trouble(f"Spin speaks otherwise than expected:\n{said}")
    return int(found[1])


COMMANDS = (
    Command("model", "[NAME…]", "check the protocol's models, every course of events", model),
)
