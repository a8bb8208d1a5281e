"""The commands around the list of releases that is signed offline."""

from collections.abc import Sequence
from pathlib import Path

import environment
from command import Command
from environment import PYTHON
from processes import call

_FILES = Path(__file__).with_name("release_files.py")
"""Read by .venv's Python, with the project on its path."""


def release(words: Sequence[str]) -> int:
    """Make keys, roots and lists, sign and verify them; `./run release -h` says how."""
    environment.prepare()
    return call([PYTHON, _FILES, *words], env=environment.variables())


COMMANDS = (
    Command(
        "release",
        "key | root | list | sign | verify …",
        "make, sign and verify the list of releases",
        release,
    ),
)
