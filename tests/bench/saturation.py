"""Logins a second that two server processes on PostgreSQL carry out when more come than they can,
ours and privacyIDEA's (gunicorn) by turns; installs it on demand.

The clients work on the same processors, and a login of privacyIDEA costs its client more. So what
is compared are logins for each second of the processors' time that server and database had.
"""

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench.databases import POSTGRESQL, Together, database
from tests.bench.figures import Figure, parser_of, tell
from tests.bench.logins import one_app_login, one_login, ready
from tests.bench.peer_server import WORKERS, peer
from tests.bench.process import portal

CLIENTS = 4
"""At a time; each has users of its own, of whom each logs in once at a time."""
USERS_OF_EACH = 3
ROUNDS = 3
GOAL = 1 / 40
"""Logins of privacyIDEA's for one of ours."""


@dataclass(frozen=True)
class Rate:
    """Of one round."""

    a_second: float
    """Logins."""
    for_each_second: float
    """Logins for each second of a processor that server and database had."""
    share: float
    """Of all processors' time, what server and database had."""


def main(words: list[str]) -> None:
    parser = parser_of("saturation", __doc__)
    parser.add_argument("--seconds", type=float, default=20, help="of each round")
    options = parser.parse_args(words)
    users = CLIENTS * USERS_OF_EACH
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "ours"), Path(name, "theirs")
        for folder in (ours, theirs):
            folder.mkdir()
        with (
            database(POSTGRESQL) as our_rows,
            database(POSTGRESQL) as their_rows,
            portal(ours, accounts=users, database_url=our_rows.url, workers=WORKERS) as server,
            peer(theirs, users, their_rows.url) as other,
        ):
            devices = [ready(server.url, number) for number in range(users)]
            whole, other_whole = Together(server, our_rows), Together(other, their_rows)
            ways: dict[str, tuple[Together, Callable[[int], object]]] = {
                "peer": (other_whole, other.login),
                "browser": (whole, lambda number: one_login(devices[number], number)),
                "app": (whole, lambda number: one_app_login(devices[number])),
            }
            rates: dict[str, list[Rate]] = {way: [] for way in ways}
            for _ in range(ROUNDS):
                for way, (measured, login) in ways.items():
                    rates[way].append(_saturated(measured, login, options.seconds))
    tell(_figures(rates), as_json=options.json)


def _saturated(server: Together, login: Callable[[int], object], seconds: float) -> Rate:
    """Log in by all clients for so many seconds."""
    begun, before = time.monotonic(), server.cpu

    def log_in(client: int) -> int:
        numbers = itertools.cycle(range(client * USERS_OF_EACH, (client + 1) * USERS_OF_EACH))
        for done in itertools.count(1):
            login(next(numbers))
            if time.monotonic() > begun + seconds:
                return done
        raise AssertionError

    with ThreadPoolExecutor(CLIENTS) as clients:
        done = sum(clients.map(log_in, range(CLIENTS)))
    spent, lasted = server.cpu - before, time.monotonic() - begun
    return Rate(done / lasted, done / spent, spent / lasted / (os.cpu_count() or 1))


def _figures(rates: dict[str, list[Rate]]) -> list[Figure]:
    """Medians."""
    figures = []
    for way, found in rates.items():
        figures += [
            Figure(f"{way}, logins", statistics.median(one.a_second for one in found), "a second"),
            Figure(f"{way}, server's share", statistics.median(one.share for one in found)),
        ]
    for way in sorted(rates.keys() - {"peer"}, reverse=True):
        pairs = zip(rates[way], rates["peer"], strict=True)
        ratio = statistics.median(
            theirs.for_each_second / ours.for_each_second for ours, theirs in pairs
        )
        figures.append(Figure(f"{way}, the peer's logins", ratio, "for one", goal=GOAL))
        figures.append(Figure(f"{way}, logins", 1 / ratio, "for one of the peer's"))
    return figures
