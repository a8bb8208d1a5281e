"""What NOTIFY costs: commits a second on PostgreSQL, with it, with the audit log, with both.

`./run bench commits [--seconds N] [--connections N …]`; docs/adr/0047-no-bus-yet.md draws on it.
PostgreSQL lets transactions that notify commit one after the other, and those that write to the
audit log wait for each other, too. pgbench measures: no process of the portal is in its way.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

from tests.support.postgres import PostgresServer, postgres_folder, run_postgres

_TABLES: Final = "CREATE TABLE entries (id bigserial PRIMARY KEY, said text NOT NULL)"
_INSERT: Final = "INSERT INTO entries (said) VALUES (repeat('x', 200));"
# As `portal.domain.audit.log` and `portal.platform.database.notifications` do it.
_AUDIT: Final = "SELECT pg_advisory_xact_lock(1);\nSELECT max(id) FROM entries;"
_NOTIFY: Final = "SELECT pg_notify('portal', 'account:' || :client_id);"
KINDS: Final = {
    "neither": (_INSERT, "SELECT 1;"),
    "notify": (_INSERT, _NOTIFY),
    "audit": (_AUDIT, _INSERT),
    "both": (_AUDIT, _INSERT, _NOTIFY),
}
_RATE: Final = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench commits", description=__doc__)
    parser.add_argument("--seconds", type=int, default=5, help="for each figure (5)")
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 4, 16, 32])
    options = parser.parse_args(words)
    print("connections  " + "".join(f"{kind:>9}" for kind in KINDS))
    with postgres_folder() as folder:
        server = PostgresServer(folder)
        try:
            server.create()
            for number in options.connections:
                rates = measure(server, folder, number, options.seconds)
                print(f"{number:11}  " + "".join(f"{rates[kind]:9.0f}" for kind in KINDS))
        finally:
            server.kill()


def measure(
    server: PostgresServer, folder: Path, connections: int, seconds: int
) -> dict[str, float]:
    """Commits a second of each kind, by so many connections at a time."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS entries; {_TABLES}")
    return {kind: _rate(server, folder / kind, connections, seconds) for kind in KINDS}


def _rate(server: PostgresServer, script: Path, connections: int, seconds: int) -> float:
    script.write_text("\n".join(("BEGIN;", *KINDS[script.name], "COMMIT;")))
    # Its reader is PostgreSQL's user, whatever this process lets others read.
    script.chmod(0o644)
    said = run_postgres(
        "pgbench", "-n", "-M", "prepared", "-f", script, "-T", str(seconds),
        "-c", str(connections), "-j", "2", server.url,
    )  # fmt: skip
    found = _RATE.search(said)
    assert found, said
    return float(found[1])
