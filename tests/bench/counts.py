"""What one login makes the server do: requests, statements, commits, bytes of its log.

Exact on any machine, however busy it is. Fails where more is done than was agreed.
"""

import contextlib
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.figures import Figure, parser_of, tell
from tests.bench.log_pages import trees_by_commit
from tests.bench.logins import WAYS, ready
from tests.bench.process import portal
from tests.bench.wire import Wire

LOGINS = 20
ACCOUNTS = 10
"""Two logins of each kind for each account are within what a user may start."""

_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")
_VALUE = re.compile(r"x?'(?:[^']|'')*'|\b\d+\b")


@dataclass(frozen=True)
class Counts:
    """Of one login."""

    requests: float
    statements: float
    """Without those that begin and end transactions."""
    commits: float
    log_kib: float
    """KiB that are written to the write-ahead log."""


AGREED = {
    "browser": Counts(7, 29.5, 4, 54),
    "app": Counts(5, 25.5, 5, 46),
}
GOAL = Counts(7, 15, 3, 60)


def main(words: list[str]) -> None:
    parser = parser_of("counts", __doc__)
    parser.add_argument("--statements", action="store_true", help="print each with its number")
    parser.add_argument("--pages", action="store_true", help="print what each commit writes to")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as name:
        found = {way: counted(Path(name), way) for way in WAYS}
    if options.statements:
        for way, (_, statements, _) in found.items():
            for statement, number in sorted(statements.items()):
                print(f"{way:8} {number / LOGINS:7.2f}  {statement}")
    if options.pages:
        for way, (_, _, commits) in found.items():
            for number, trees in enumerate(_by_place(commits, round(found[way][0].commits)), 1):
                shown = (f"{tree} {pages / LOGINS:.2f}" for tree, pages in trees.most_common())
                print(f"{way:8} commit {number}: {', '.join(shown)}")
    figures = [
        Figure(f"{way}, {name}", value, "", getattr(AGREED[way], name), getattr(GOAL, name))
        for way, (counts, *_) in found.items()
        for name, value in asdict(counts).items()
    ]
    tell(figures, as_json=options.json)


def _by_place(commits: list[Counter[str]], each: int) -> list[Counter[str]]:
    """The sums of the first, the second … of the commits of a login, of which there are `each`."""
    return [sum(commits[place::each], Counter[str]()) for place in range(each)]


def counted(folder: Path, way: str) -> tuple[Counts, Counter[str], list[Counter[str]]]:
    """What logins of one kind take, their statements without their values, and to which trees each
    commit has written how many pages.
    """
    own = folder / way
    own.mkdir()
    trace, database, log = own / "trace", own / "portal.sqlite", own / "portal.sqlite-wal"
    with portal(own, accounts=ACCOUNTS, trace=trace) as server:
        devices = [ready(server.url, number) for number in range(ACCOUNTS)]
        lines, before = len(trace.read_text().splitlines()), log.stat().st_size
        with _counted_requests() as sent:
            for number in range(LOGINS):
                WAYS[way](devices[number % ACCOUNTS], number % ACCOUNTS)
        done = trace.read_text().splitlines()[lines:]
        written = log.stat().st_size - before
        trees = trees_by_commit(database, before)
    statements = Counter(_VALUE.sub("?", line) for line in done if not line.startswith(_CONTROL))
    commits = sum(line.startswith("COMMIT") for line in done)
    return (
        Counts(
            sent[0] / LOGINS, statements.total() / LOGINS, commits / LOGINS, written / LOGINS / 1024
        ),
        statements,
        trees,
    )


@contextlib.contextmanager
def _counted_requests() -> Iterator[list[int]]:
    """How many requests are sent inside."""
    number, send = [0], Wire.send

    def counting(self: Wire, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        number[0] += 1
        send(self, method, path, body, headers)

    Wire.send = counting  # type: ignore[method-assign]
    try:
        yield number
    finally:
        Wire.send = send  # type: ignore[method-assign]
