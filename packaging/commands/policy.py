"""The command that writes the policy's templates for administrators."""

from collections.abc import Sequence
from pathlib import Path

import environment
from command import Command, Trouble
from environment import PYTHON
from processes import call, succeed

_FILES = Path(__file__).with_name("policy_files.py")
"""Read by .venv's Python, with the project on its path."""


def policy(words: Sequence[str]) -> int:
    """Write the templates into a folder, or the tables into docs/administrators.md."""
    if len(words) != 1:
        raise Trouble("give a folder for the templates, or docs for the tables of the guide")
    environment.prepare()
    return call([PYTHON, _FILES, *words], env=environment.variables())


def write_archive(folder: Path, epoch: int) -> None:
    """Write the templates into one file of `folder`; `epoch`: its time, seconds since 1970."""
    environment.prepare()
    succeed([PYTHON, _FILES, "zip", folder, str(epoch)], env=environment.variables())


COMMANDS = (
    Command("policy", "DIR | docs", "write the policy's templates, or its tables in docs", policy),
)
