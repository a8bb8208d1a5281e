"""A PostgreSQL of its own for a test, from Debian's binaries.

    with temporary_postgres() as url:
        ...  url is "postgresql://portal@127.0.0.1:PORT/portal"

`find_binaries()` is None where PostgreSQL is not installed (`apt-get install postgresql`).
"""

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from portal.platform.database.migration import migrate
from tests.support.portal_server import free_port

_PLACES: Final = Path("/usr/lib/postgresql")
_USER: Final = "portal"
# Durability is measured elsewhere; here a cluster lives for seconds.
_OPTIONS: Final = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
)


def find_binaries() -> Path | None:
    """The folder of the newest installed version's programs."""
    found = sorted(_PLACES.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


class PostgresServer:
    """A server whose files lie in a folder of its own: `data`, `log` and its socket."""

    def __init__(self, folder: Path, options: str = "") -> None:
        self.port = free_port()
        self.data = folder / "data"
        self._folder = folder
        self._options = options

    @property
    def url(self) -> str:
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/portal"

    def create(self) -> None:
        """Make its files and the database, and leave it running."""
        run_postgres("initdb", "-D", self.data, "-U", _USER, "-A", "trust", "-E", "UTF8", "-N")
        self.start()
        run_postgres("createdb", "-h", self._folder, "-p", str(self.port), "-U", _USER, "portal")

    def copy(self, other: "PostgresServer") -> None:
        """Make its files from another one that runs, as its replica, and leave it running."""
        run_postgres(
            "pg_basebackup", "-D", self.data, "-h", other._folder, "-p", str(other.port),
            "-U", _USER, "-R", "-C", "-S", "replica", "-c", "fast",
        )  # fmt: skip
        self.start()

    def start(self, options: str = "") -> None:
        """Returns when it accepts connections; `options` are for this start only."""
        place = f"-c port={self.port} -c unix_socket_directories={self._folder}"
        options = f"{self._options} {options} {place}"
        log = self._folder / "log"
        run_postgres("pg_ctl", "-D", self.data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """As an operator does it."""
        run_postgres("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def kill(self) -> None:
        """As a crash would end it; does nothing where it has ended."""
        if (self.data / "postmaster.pid").exists():
            run_postgres("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def promote(self) -> None:
        """Make of a replica the server that is written to; returns when it is."""
        run_postgres("pg_ctl", "-D", self.data, "-w", "promote")


@contextlib.contextmanager
def postgres_folder() -> Iterator[Path]:
    """A folder that PostgreSQL's user may write to; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    try:
        _own(folder)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def temporary_postgres(*, durable: bool = False) -> Iterator[str]:
    """Make a cluster, start it, and remove it afterwards.

    A `durable` one keeps what it has committed when it is ended by force.
    """
    with postgres_folder() as folder, contextlib.ExitStack() as stack:
        server = PostgresServer(folder, "" if durable else _OPTIONS)
        stack.callback(server.kill)
        server.create()
        yield server.url


class Databases:
    """Makes databases on one cluster."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count(1)
        self._migrated = ""

    def empty(self) -> str:
        """The address of a new one."""
        return self._address(self._make(""))

    @contextlib.contextmanager
    def migrated(self) -> Iterator[str]:
        """The address of a new one with this version's tables; it is gone after the block.

        A copy takes less time than to migrate, and what is gone soon is never written to a disk.
        """
        if not self._migrated:
            first = self._make("")
            migrate(self._address(first))
            self._migrated = first
        name = self._make(f"TEMPLATE {self._migrated}")
        try:
            yield self._address(name)
        finally:
            with psycopg.connect(self._url, autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            # Since version 15 the other way is the usual one; it is meant for busy clusters.
            files = "STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} {template} {files}".encode())
        return name

    def _address(self, name: str) -> str:
        return f"{self._url.rpartition('/')[0]}/{name}"


def restart_postgres(data: Path, mode: str) -> None:
    """End a cluster and start it again; returns when it accepts connections.

    Args:
        data: as it says itself (`SHOW data_directory`).
        mode: `immediate`, as if it had crashed, or `fast`, which undoes what is going on.
    """
    log = data.parent / "log"
    run_postgres("pg_ctl", "-D", data, "-w", "-l", log, "-m", mode, "restart")


def _own(folder: Path) -> None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() == 0:
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)


def run_postgres(program: str, *words: str | Path) -> str:
    """Run one of PostgreSQL's programs as its user; what it says.

    Raises:
        RuntimeError: PostgreSQL is not installed.
    """
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(binaries / program), *map(str, words)],
        check=True,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
    )
    return done.stdout
