"""What a bench takes for the processor time of a database, on a real PostgreSQL."""

import psycopg
import pytest

from tests.bench.databases import POSTGRESQL, SQLITE, Database, Together, database
from tests.bench.process import children_of
from tests.support.patience import until

pytestmark = pytest.mark.heavy
_WORK = "SELECT sum(number) FROM generate_series(1, 3000000) AS number"
_LEAST_SECONDS = 0.1


class Idle:
    cpu = 1.0


def worked(rows: Database) -> float:
    """Seconds that a connection's process has added, seen when it has ended."""
    assert rows.url is not None
    assert rows.master is not None
    before = rows.cpu
    with psycopg.connect(rows.url) as connection:
        connection.execute(_WORK)
        pid, master = connection.info.backend_pid, rows.master
        while_there = rows.cpu - before
    until(lambda: pid not in children_of(master), what="the end of the process")
    assert rows.cpu - before >= while_there - 0.02, "clock ticks are 10 ms"
    return while_there


def test_processes_of_postgresql_count_also_when_they_have_ended() -> None:
    with database(POSTGRESQL) as rows:
        assert worked(rows) > _LEAST_SECONDS
        assert Together(Idle(), rows).cpu == pytest.approx(1 + rows.cpu, abs=0.1)


def test_sqlite_has_no_process_of_its_own() -> None:
    with database(SQLITE) as rows:
        assert (rows.url, rows.cpu) == (None, 0)
