"""A cluster on this machine, behind nginx: its members are killed and restarted while people log
in, and its database is lost and its replica promoted.

`python -m tests.cluster [--members N] [--people N] [--logins N] [--rounds N] [--nats]`
"""

import argparse
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cluster.replicated import Pair, replicated_postgres
from tests.cluster.served import Cluster, nginx_program, served_cluster
from tests.cluster.trials import Outcome, activations_lost, failover_trial, trial
from tests.support.nats import NatsServer, nats_server
from tests.support.postgres import temporary_postgres


def main(words: list[str]) -> int:
    options = _options(words)
    if nginx_program() is None:
        print("nginx is missing: apt-get install nginx-light", file=sys.stderr)
        return 1
    outcomes = {"members": _members_end(options), "database": _database_is_lost(options)}
    for what, outcome in outcomes.items():
        print(f"{what}: {outcome.logins} logins, nobody asked for one twice; request in the app")
        print(f"{outcome.prompt * 1000:.0f} ms after the browser's answer (p50)")
        print("\n".join(outcome.wrong) or "none lost, none doubled, tries exact, log in order")
    _say_what_asynchronous_costs(options)
    return 1 if any(outcome.wrong for outcome in outcomes.values()) else 0


def _options(words: list[str]) -> Namespace:
    parser = argparse.ArgumentParser(prog="./run cluster", description=__doc__)
    parser.add_argument("--members", type=int, default=3, help="processes of the portal (3)")
    parser.add_argument("--people", type=int, default=20, help="who log in at a time (20)")
    parser.add_argument("--logins", type=int, default=1000, help="at least (1000)")
    parser.add_argument("--rounds", type=int, default=6, help="kill and restart so often (6)")
    parser.add_argument("--nats", action="store_true", help="members wake each other by NATS")
    return parser.parse_args(words)


def _members_end(options: Namespace) -> Outcome:
    with (
        temporary_postgres(durable=True) as url,
        _nats(options) as nats,
        _served(options, url, nats) as cluster,
    ):
        return trial(cluster, options.people, options.logins, options.rounds, nats)


def _database_is_lost(options: Namespace) -> Outcome:
    with _replicated(options, synchronous=True) as (cluster, pair):
        activations = options.people * 4
        return failover_trial(cluster, pair, options.people, options.logins, activations)


def _say_what_asynchronous_costs(options: Namespace) -> None:
    for cut in (False, True):
        with _replicated(options, synchronous=False) as (cluster, pair):
            since, lost = activations_lost(cluster, pair, options.people * 4, cut=cut)
        line = "broken" if cut else "in order"
        print(f"asynchronous, line {line}: {since} activations since, {lost} lost")


@contextmanager
def _replicated(options: Namespace, *, synchronous: bool) -> Iterator[tuple[Cluster, Pair]]:
    with (
        replicated_postgres(synchronous=synchronous) as pair,
        _nats(options) as nats,
        _served(options, pair.url, nats) as cluster,
    ):
        yield cluster, pair


@contextmanager
def _nats(options: Namespace) -> Iterator[NatsServer | None]:
    if not options.nats:
        yield None
        return
    with TemporaryDirectory(prefix="cluster-") as folder, nats_server(Path(folder)) as server:
        yield server


@contextmanager
def _served(options: Namespace, url: str, nats: NatsServer | None) -> Iterator[Cluster]:
    address = "" if nats is None else nats.address
    with (
        TemporaryDirectory(prefix="cluster-") as folder,
        served_cluster(
            Path(folder), url, options.members, behind_nginx=True, nats=address
        ) as cluster,
    ):
        yield cluster


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
