"""The command that fuzzes what reads bytes from outside."""

import sys
from collections.abc import Sequence

import environment
from beside import installed_beside
from command import Command, Trouble
from environment import PYTHON, ROOT
from processes import call


def fuzz(words: Sequence[str]) -> int:
    """Let atheris make up inputs for each target, guided by the code that they reach."""
    if not sys.platform.startswith("linux"):
        raise Trouble("the fuzzer, atheris, has ready-made wheels for Linux only; run it there.")
    environment.prepare()
    return call([PYTHON, "-m", "tests.fuzz", *words], cwd=ROOT, env=installed_beside("fuzz"))


COMMANDS = (
    Command("fuzz", "[--seconds N] [TARGET …]", "make up inputs for what reads them", fuzz),
)
