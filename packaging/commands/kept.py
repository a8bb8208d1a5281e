"""Folders that take long to make: kept from run to run, where one process works at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import ROOT


def kept_folder(name: str, variable: str) -> Path:
    """`build/NAME` in the checkout, or where the variable says, which several checkouts share."""
    return Path(os.environ.get(variable, ROOT / "build" / name))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else works in the folder until the block ends."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
