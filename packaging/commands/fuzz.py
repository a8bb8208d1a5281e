"""The command that fuzzes what reads bytes from outside."""

import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import environment
from command import Command, Trouble
from environment import PYTHON, ROOT
from processes import call, say, succeed

PINS = ROOT / "packaging" / "requirements" / "fuzz.txt"
_PACKAGES = ROOT / "build" / "fuzz" / "packages"
_STAMP = _PACKAGES / "pins.sha256"


def fuzz(words: Sequence[str]) -> int:
    """Let atheris make up inputs for each target, guided by the code that they reach."""
    if not sys.platform.startswith("linux"):
        raise Trouble("the fuzzer, atheris, has ready-made wheels for Linux only; run it there.")
    environment.prepare()
    _install()
    variables = environment.variables()
    variables["PYTHONPATH"] = os.pathsep.join((variables["PYTHONPATH"], str(_PACKAGES)))
    return call([PYTHON, "-m", "tests.fuzz", *words], cwd=ROOT, env=variables)


def _install() -> None:
    """atheris beside .venv, which has nothing but what dev.txt pins."""
    wanted = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if _STAMP.is_file() and _STAMP.read_text() == wanted:
        return
    say(f"installing the packages pinned in {PINS.relative_to(ROOT)}.")
    shutil.rmtree(_PACKAGES, ignore_errors=True)
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    places: list[str | Path] = ["--disable-pip-version-check", "--target", _PACKAGES, "-r", PINS]
    succeed([PYTHON, "-m", "pip", "install", *options, *places])
    _STAMP.write_text(wanted)


COMMANDS = (
    Command("fuzz", "[--seconds N] [TARGET …]", "make up inputs for what reads them", fuzz),
)
