"""Server CPU of our logins, begun in a browser and in the app, against privacyIDEA's with push
tokens that poll, in alternating rounds. Installs it on demand; it is large.

Both are on SQLite, or each on a PostgreSQL of its own, whose processor time counts as well.
"""

import statistics
import tempfile
from pathlib import Path

from tests.bench.databases import POSTGRESQL, SQLITE, Together, add_database_option, database
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.logins import WAYS, login_of, ready
from tests.bench.peer_server import peer
from tests.bench.process import cpu_for_each, portal

ROUNDS = 5
USERS = 20
GOALS = {SQLITE: 1 / 40, POSTGRESQL: 1 / 60}
"""Of a login of theirs."""


def main(words: list[str]) -> None:
    parser = parser_of("peer", __doc__)
    parser.add_argument("--logins", type=int, default=60, help="of each kind")
    add_database_option(parser)
    options = parser.parse_args(words)
    size = max(1, options.logins // ROUNDS)
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "ours"), Path(name, "theirs")
        for folder in (ours, theirs):
            folder.mkdir()
        with (
            database(options.database) as our_rows,
            database(options.database) as their_rows,
            portal(ours, accounts=USERS, database_url=our_rows.url) as server,
            peer(theirs, USERS, their_rows.url) as other,
        ):
            whole, other_whole = Together(server, our_rows), Together(other, their_rows)
            devices = [ready(server.url, number) for number in range(USERS)]
            for number in range(USERS):
                other.login(number)
            spent: dict[str, list[float]] = {"peer": [], **{way: [] for way in WAYS}}
            for begin in range(0, ROUNDS * size, size):
                users = [number % USERS for number in range(begin, begin + size)]
                spent["peer"].append(cpu_for_each(other_whole, other.login, users))
                for way, work in WAYS.items():
                    login = login_of(work, devices)
                    spent[way].append(cpu_for_each(whole, login, users))
    tell(_figures(spent, GOALS[options.database]), as_json=options.json)


def _figures(spent: dict[str, list[float]], goal: float) -> list[Figure]:
    figures = [
        Figure(name, statistics.median(found) * 1e3, "ms of CPU") for name, found in spent.items()
    ]
    for way in WAYS:
        pairs = zip(spent[way], spent["peer"], strict=True)
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        figures.append(Figure(f"{way}, of the peer's", ratio, goal=goal))
        figures.append(Figure(f"{way}, one of the peer's is", 1 / ratio, "of ours"))
    return figures
