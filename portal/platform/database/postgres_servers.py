"""Connections to PostgreSQL, of which none is to an old primary.

Imports the driver, so it is imported late itself: a portal on SQLite has no use for it.
"""

import contextlib
from collections.abc import Sequence
from typing import Any, Final

from psycopg import OperationalError
from psycopg import connect as driver_connect

from portal.platform.database.postgres_driver import PostgresConnection
from portal.platform.database.timelines import TIMELINES, Timeline
from portal.platform.storage_failures import OLD_PRIMARY_STATE

ASK_TIMELINE: Final = (
    "SELECT system_identifier::text, CASE WHEN pg_is_in_recovery() THEN '00000000'"
    " ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END FROM pg_control_system()"
)
"""A file of the write-ahead log has its timeline in front, in 8 hexadecimal digits."""
BE_MISSED: Final = (
    "SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '5'),"
    " ('tcp_keepalives_interval', '2'), ('tcp_keepalives_count', '3'),"
    " ('tcp_user_timeout', '10000')) AS given (name, value)"
    " WHERE current_setting(name, true) IS NOT NULL"
)
"""Lets PostgreSQL notice within seconds that this machine has vanished: until then its locks are
there. What an older version does not know is left out.
"""
STILL_SECONDS = 20
"""How long a process may stand still in a transaction, as a machine that is suspended does: its
locks keep all others waiting.
"""
_LET_GO: Final = (
    "SELECT set_config(name, %s, false)"
    " FROM (VALUES ('idle_in_transaction_session_timeout')) AS given (name)"
    " WHERE current_setting(name) = '0'"
)
_ASK_SECONDS: Final = 2
"""How long a server may take that is only asked; the driver knows no shorter time."""


class OldPrimary(OperationalError):
    """The server was replaced, and nothing may be written there."""

    sqlstate = OLD_PRIMARY_STATE


Arguments = dict[str, Any]
"""What the driver is to connect with; `host` and `port` may name several servers."""


def connect(arguments: Arguments, *, lets_go: bool) -> tuple[PostgresConnection, Timeline]:
    """Connect to the newest of the servers; with its timeline.

    `lets_go` says whether a transaction ends after `STILL_SECONDS` without a statement, unless the
    server has a time of its own for that.

    Raises:
        OldPrimary: only one that was replaced answers.
        psycopg.Error: none can be used.
    """
    connection = PostgresConnection.connect(**newest_server(arguments))
    with contextlib.ExitStack() as stack:
        stack.callback(connection.close)
        connection.execute(BE_MISSED)
        if lets_go:
            connection.execute(_LET_GO, (f"{STILL_SECONDS}s",))
        connection.commit()
        seen = check_timeline(connection)
        stack.pop_all()
    return connection, seen


def check_timeline(connection: PostgresConnection) -> Timeline:
    """What the server says.

    Raises:
        OldPrimary: it was replaced.
    """
    seen = timeline_of_row(connection.execute(ASK_TIMELINE).fetchone())
    connection.rollback()
    refuse_old(seen)
    return seen


def timeline_of_row(row: Sequence[Any] | None) -> Timeline:
    """The answer to ASK_TIMELINE, which is noted."""
    system, number = row or ("", "0")
    seen = Timeline(str(system), int(number, 16))
    TIMELINES.note(seen)
    return seen


def refuse_old(seen: Timeline) -> None:
    """
    Raises:
        OldPrimary: a server with this timeline was replaced.
    """
    if TIMELINES.is_behind(seen):
        raise OldPrimary("an old primary")


def names_several(arguments: Arguments) -> bool:
    """Whether the address has more than one server."""
    return "," in arguments.get("host", "")


def newest_server(arguments: Arguments) -> Arguments:
    """Ask all servers, and give the address of the primary with the newest timeline.

    The driver itself takes the first one that may be written to, which may be an old primary.

    Raises:
        psycopg.Error: none answers.
    """
    if not names_several(arguments):
        return arguments
    found: list[tuple[Timeline, Arguments]] = []
    failed: list[OperationalError] = []
    for server in _each(arguments):
        try:
            found.append((_asked(server), server))
        except OperationalError as error:
            failed.append(error)
    if not found:
        raise failed[-1]
    behind = [_name(server) for seen, server in found if TIMELINES.is_behind(seen)]
    TIMELINES.note_old_primaries(behind)
    return max(found, key=lambda one: one[0].number)[1]


def _asked(server: Arguments) -> Timeline:
    # A replica refuses where the address wants one that may be written to. Processes are counted by
    # the names of their connections, of which this is none.
    only_asks = {"connect_timeout": _ASK_SECONDS, "application_name": "portal"}
    with driver_connect(**{**server, **only_asks}) as connection:
        return timeline_of_row(connection.execute(ASK_TIMELINE).fetchone())


def _each(arguments: Arguments) -> list[Arguments]:
    hosts = str(arguments["host"]).split(",")
    ports = str(arguments.get("port", "")).split(",")
    # As libpq has it: one port is that of all.
    ports = ports * len(hosts) if len(ports) == 1 else ports
    return [
        {**arguments, "host": host, "port": port} for host, port in zip(hosts, ports, strict=True)
    ]


def _name(server: Arguments) -> str:
    return f"{server['host']}:{server['port'] or 5432}"
