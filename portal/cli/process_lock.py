"""One server per data folder, and errors of the command line."""

import contextlib
from collections.abc import Iterator
from pathlib import Path


class CommandProblem(Exception):
    """Says in one sentence why a command cannot be carried out, and what to do."""


@contextlib.contextmanager
def only_server(data: Path) -> Iterator[None]:
    """Hold the folder's lock; the operating system frees it however the process ends.

    Raises:
        CommandProblem: another server holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows, where portals are tried out only
        yield
        return
    with (data / "portal.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandProblem(
                f"Another portal is running on {data}: end it first, or use another folder."
            ) from error
        yield
