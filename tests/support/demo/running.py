"""What a running demo writes down for a second one: where it is to be found."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

_NAME = "running.json"


@dataclass(frozen=True)
class Running:
    """Addresses."""

    portal: str
    mailbox: str


def read_running(folder: Path) -> Running | None:
    """What the demo of that folder has written down; one that was killed leaves it behind."""
    try:
        return Running(**json.loads((folder / _NAME).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def noted(folder: Path, running: Running) -> Iterator[None]:
    """Written down until the block ends."""
    file = folder / _NAME
    file.write_text(json.dumps(asdict(running)), "utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
