"""Two PostgreSQL on loopback: one that is written to, and its replica."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import psycopg

from tests.support.patience import until
from tests.support.postgres import PostgresServer, postgres_folder

_STREAMS: Final = "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = %s"
_STREAMS_NOT: Final = "SELECT count(*) = 0 FROM pg_stat_replication"
_WAITS: Final = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@dataclass(frozen=True)
class Pair:
    """A PostgreSQL and its replica."""

    primary: PostgresServer
    replica: PostgresServer

    @property
    def url(self) -> str:
        """As operators write it: whoever of the two may be written to is found."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.primary, self.replica))
        return f"postgresql://portal@/portal?{hosts}&target_session_attrs=read-write"

    def cut(self) -> None:
        """The replica gets nothing any more, as if the line between the two had broken."""
        execute(self.replica, "ALTER SYSTEM SET primary_conninfo = ''")
        execute(self.replica, "SELECT pg_reload_conf()")
        until(lambda: _says(self.primary, _STREAMS_NOT), what="the end of the replication")

    def wait_for_commits_that_wait(self) -> None:
        until(lambda: _says(self.primary, _WAITS), what="a commit that waits for the replica")

    def fail_over(self) -> None:
        """The primary ends as by a crash, and the replica takes its place."""
        self.primary.kill()
        self.replica.promote()

    def bring_back(self) -> None:
        """The old primary starts again, takes writes, and waits for no replica."""
        # Nothing but visitors makes a transaction there.
        self.primary.start("-c autovacuum=off -c synchronous_standby_names=")

    def break_connections(self) -> None:
        """All of portals to the promoted one."""
        execute(
            self.replica,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE starts_with(application_name, 'portal')",
        )


@contextlib.contextmanager
def replicated_postgres(*, synchronous: bool) -> Iterator[Pair]:
    """Make both, start them, and remove them afterwards.

    With a `synchronous` one a commit is answered only when the replica has it on its disk.
    """
    with (
        postgres_folder() as first,
        postgres_folder() as second,
        contextlib.ExitStack() as stack,
    ):
        # So that the primary can become a replica later (pg_rewind).
        hints = "-c wal_log_hints=on"
        pair = Pair(PostgresServer(first, hints), PostgresServer(second, hints))
        stack.callback(pair.primary.kill)
        pair.primary.create()
        stack.callback(pair.replica.kill)
        pair.replica.copy(pair.primary)
        if synchronous:
            # After the copy: the replica must not wait for one of its own when it is promoted.
            execute(pair.primary, "ALTER SYSTEM SET synchronous_standby_names = '*'")
            execute(pair.primary, "SELECT pg_reload_conf()")
        state = "sync" if synchronous else "async"
        until(lambda: _says(pair.primary, _STREAMS, state), what="the replication")
        yield pair


def execute(server: PostgresServer, statement: str) -> None:
    """By the server's own administrator."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)


def is_followed(server: PostgresServer) -> bool:
    """Whether another one is its replica."""
    return _says(server, "SELECT count(*) = 1 FROM pg_stat_replication")


def next_transaction(server: PostgresServer) -> str:
    """Its number, which grows with each transaction that writes anything."""
    with psycopg.connect(server.url) as connection:
        row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())").fetchone()
    assert row is not None
    return str(row[0])


def _says(server: PostgresServer, question: str, *values: str) -> bool:
    with psycopg.connect(server.url, autocommit=True) as connection:
        (answer,) = connection.execute(question, values).fetchone() or (False,)
        return bool(answer)
