"""What a server is measured on: SQLite in its own process, or a PostgreSQL that counts as well."""

import argparse
import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.process import Measurable, children_of, seconds_of
from tests.support.postgres import PostgresServer, postgres_folder

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_TICKS = os.sysconf("SC_CLK_TCK")
_OF_ENDED = slice(13, 15)
"""Fields of /proc/PID/stat behind the program's name: what ended children have spent."""


def add_database_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        choices=(SQLITE, POSTGRESQL),
        default=SQLITE,
        help="with PostgreSQL its processes count, too (sqlite)",
    )


@dataclass(frozen=True)
class Database:
    """Where a server is to keep its rows."""

    url: str | None
    """None for a new file of SQLite."""
    master: int | None = None
    """The process that starts all others of PostgreSQL."""

    @property
    def cpu(self) -> float:
        """Seconds that its processes have spent, those included that have ended."""
        if self.master is None:
            return 0
        fields = Path(f"/proc/{self.master}/stat").read_text().rpartition(")")[2].split()
        ended = sum(map(int, fields[_OF_ENDED])) / _TICKS
        return seconds_of(self.master, *children_of(self.master)) + ended


@contextlib.contextmanager
def database(kind: str) -> Iterator[Database]:
    """A new one, whose commits are durable; PostgreSQL with Debian's settings."""
    if kind == SQLITE:
        yield Database(None)
        return
    with postgres_folder() as folder, contextlib.ExitStack() as stack:
        server = PostgresServer(folder)
        stack.callback(server.kill)
        server.create()
        yield Database(server.url, int((server.data / "postmaster.pid").read_text().split()[0]))


@dataclass(frozen=True)
class Together:
    """A server and its database."""

    server: Measurable
    database: Database

    @property
    def cpu(self) -> float:
        """Seconds of processor time of both."""
        return self.server.cpu + self.database.cpu
