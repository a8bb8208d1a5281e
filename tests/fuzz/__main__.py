"""`python -m tests.fuzz --seconds N [TARGET …]`: atheris on each target in a process of its own.

What it finds goes to build/fuzz/found; laid into tests/fuzz/corpus/TARGET, it is a test.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CORPUS: Final = Path(__file__).with_name("corpus")
WORK: Final = ROOT / "build" / "fuzz"
_INSTRUMENTED: Final = ["crypto", "portal"]


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together (600)")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    options = parser.parse_args(words)
    if options.only:
        fuzz(options.only, options.seconds)
    known = sorted(path.name for path in CORPUS.iterdir())
    targets = options.targets or known
    if unknown := set(targets) - set(known):
        parser.error(f"no such target: {' '.join(sorted(unknown))}; known are {' '.join(known)}")
    share = max(1, options.seconds // len(targets))
    failed = [name for name in targets if not _survives(name, share)]
    for name in failed:
        print(f"{name}: see build/fuzz/found, and lay the file into tests/fuzz/corpus/{name}")
    return 1 if failed else 0


def _survives(name: str, seconds: int) -> bool:
    (WORK / "corpus" / name).mkdir(parents=True, exist_ok=True)
    (WORK / "found").mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-m", "tests.fuzz", "--seconds", str(seconds), "--only", name]
    log = WORK / f"{name}.log"
    with log.open("w") as file:
        code = subprocess.run(words, stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    lines = log.read_text(errors="replace").splitlines()
    done = next((line for line in reversed(lines) if line.startswith("Done ")), "stopped")
    print(f"{name:12} {done}{'' if code == 0 else f'  FOUND SOMETHING, see {log}'}", flush=True)
    return code == 0


def fuzz(name: str, seconds: int) -> None:
    """Never returns."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from tests.fuzz.targets import TARGETS
        from tests.fuzz.whole_portal import whole

        if name == "pipeline":
            whole()
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={WORK / 'found'}/{name}-",
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=4096",
        "-print_final_stats=0",
    ]
    folders = [str(WORK / "corpus" / name), str(CORPUS / name)]
    atheris.Setup([sys.argv[0], *options, *folders], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
