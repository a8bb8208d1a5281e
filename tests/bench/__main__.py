"""`./run bench` lists the benches, `./run bench NAME` runs one, `--all` those with goals."""

import importlib
import json
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import tests.bench
from tests.bench.figures import Figure
from tests.bench.machine import machine

_PARTS = {
    "__main__",
    "bare",
    "bare_window",
    "databases",
    "figures",
    "gui_turns",
    "log_pages",
    "machine",
    "peer_server",
    "process",
    "screen",
    "server",
    "standby_app",
    "two_samples",
    "wake_ups",
    "wire",
}
ALL: tuple[tuple[str, ...], ...] = (
    ("counts",),
    ("instructions", "--idle"),
    ("logins",),
    ("logins", "--idle", "5000", "--logins", "100"),
    ("growth",),
    ("idle",),
    ("lists",),
    ("activation",),
    ("start",),
    ("standby",),
    ("bundle",),
    ("cluster",),
    ("peer",),
    ("peer", "--database", "postgresql"),
    ("saturation",),
)
"""What has a goal, with its options."""
BRIEF: dict[str, tuple[str, ...]] = {
    "activation": ("--rounds", "1"),
    "bundle": ("--rounds", "1"),
    "cluster": ("--logins", "5"),
    "growth": ("--devices", "1000", "--entries", "5000", "--logins", "10"),
    "idle": ("--connections", "200"),
    "instructions": ("--logins", "2"),
    "lists": ("--samples", "3", "--advices", "2000"),
    "logins": ("--logins", "10"),
    "peer": ("--logins", "5"),
    "saturation": ("--seconds", "2"),
    "standby": ("--seconds", "10"),
    "start": ("--rounds", "1"),
}
"""Options by which one ends soon; what it says then is nothing to rely on."""


def main(words: list[str]) -> int:
    if words and words[0] == "--all":
        more = BRIEF if "--brief" in words else {}
        wanted = [(*each, *more.get(each[0], ())) for each in ALL]
        return run_all(wanted, as_json="--json" in words)
    benches = runnable()
    if words and words[0] in benches:
        benches[words[0]].main(words[1:])
        return 0
    for name, bench in benches.items():
        print(f"{name:12} {(bench.__doc__ or '').splitlines()[0]}")
    print("--all        All that has a goal; --json: one JSON object, --brief: to see them run.")
    return 2 if words else 0


def runnable() -> dict[str, ModuleType]:
    """The benches that can be run by themselves, by name."""
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__)]
    return {
        name: importlib.import_module(f"tests.bench.{name}") for name in names if name not in _PARTS
    }


def run_all(benches: Sequence[Sequence[str]], *, as_json: bool) -> int:
    """Each in a process of its own. 1 where one failed, or more was measured than was agreed."""
    found: dict[str, list[dict[str, Any]]] = {}
    faults: dict[str, str] = {}
    for words in benches:
        name = " ".join(words)
        print(f"bench: {name}", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "tests.bench", *words, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.stdout.startswith("{"):
            found[name] = json.loads(done.stdout)["figures"]
        else:
            faults[name] = "it told no figures"
        if done.returncode:
            faults[name] = (done.stderr.strip().splitlines() or ["no word"])[-1]
    if as_json:
        print(json.dumps({"machine": machine(), "benches": found, "faults": faults}, indent=1))
    else:
        for name, figures in found.items():
            print(name, *(f"  {Figure(**figure).line}" for figure in figures), sep="\n")
        for name, fault in faults.items():
            print(f"{name}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
