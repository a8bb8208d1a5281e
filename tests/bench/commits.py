"""What NOTIFY costs: commits a second on PostgreSQL, with it, with NATS, and with the audit log.

`./run bench commits [--seconds N] [--connections N …]`; docs/adr/0047-nats.md draws on it.
PostgreSQL lets transactions that notify commit one after the other, and those that write to the
audit log wait for each other, too. pgbench measures: no process of the portal is in its way. Three
receivers hear each commit, by NOTIFY or by NATS, to which it is told as soon as pgbench's log has
it.
"""

import argparse
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import psycopg

from tests.bench.wake_ups import CHANNEL, listening, publishing
from tests.support.nats import NatsServer, nats_server
from tests.support.postgres import PostgresServer, postgres_folder, run_postgres

_TABLES: Final = "CREATE TABLE entries (id bigserial PRIMARY KEY, said text NOT NULL)"
_INSERT: Final = "INSERT INTO entries (said) VALUES (repeat('x', 200));"
# As `portal.domain.audit.log` and `portal.platform.database.notifications` do it.
_AUDIT: Final = "SELECT pg_advisory_xact_lock(1);\nSELECT max(id) FROM entries;"
_NOTIFY: Final = f"SELECT pg_notify('{CHANNEL}', 'account:' || :client_id);"
KINDS: Final = {
    "neither": (_INSERT,),
    "notify": (_INSERT, _NOTIFY),
    "nats": (_INSERT,),
    "audit": (_AUDIT, _INSERT),
    "audit, notify": (_AUDIT, _INSERT, _NOTIFY),
    "audit, nats": (_AUDIT, _INSERT),
}
_RATE: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench commits", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="for each figure (5)")
    parser.add_argument("--rounds", type=int, default=3, help="whose median is shown (3)")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 4, 16, 32])
    options = parser.parse_args(words)
    print("connections" + "".join(f"{kind:>15}" for kind in KINDS))
    with (
        postgres_folder() as folder,
        TemporaryDirectory() as beside,
        nats_server(Path(beside)) as nats,
    ):
        server = PostgresServer(folder)
        try:
            server.create()
            bench = Bench(server, nats, folder, options.seconds)
            for number in options.connections:
                rounds = [bench.measure(number) for _ in range(options.rounds)]
                rates = (median(one[kind] for one in rounds) for kind in KINDS)
                print(f"{number:11}" + "".join(f"{rate:15.0f}" for rate in rates), flush=True)
        finally:
            server.kill()


class Bench:
    """Commits a second of each kind."""

    def __init__(
        self, server: PostgresServer, nats: NatsServer, folder: Path, seconds: int
    ) -> None:
        self._server = server
        self._nats = nats
        self._folder = folder
        self._seconds = seconds

    def measure(self, connections: int) -> dict[str, float]:
        """By so many connections at a time."""
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            connection.execute(f"DROP TABLE IF EXISTS entries; {_TABLES}")
        return {kind: self._rate(kind, connections) for kind in KINDS}

    def _rate(self, kind: str, connections: int) -> float:
        script, log = self._folder / "script", self._folder / "log-of-commits"
        script.write_text("\n".join(("BEGIN;", *KINDS[kind], "COMMIT;")))
        # Its reader is PostgreSQL's user, whatever this process lets others read.
        script.chmod(0o644)
        with self._receivers(kind, log):
            said = run_postgres(
                "pgbench", "-n", "-M", "prepared", "-f", script, "-T", str(self._seconds),
                "-c", str(connections), "-j", "2", "-l", "--log-prefix", log, self._server.url,
            )  # fmt: skip
        for path in log.parent.glob(f"{log.name}.*"):
            path.unlink()
        found = _RATE.search(said)
        assert found, said
        return float(found[1])

    def _receivers(self, kind: str, log: Path) -> AbstractContextManager[None]:
        if "notify" in kind:
            return listening(self._server.url)
        return publishing(self._nats.address, log) if "nats" in kind else nullcontext()
