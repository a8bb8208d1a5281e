"""A replica was promoted, and the old primary takes writes all the same: no portal writes there.

It comes first in the address, so that the driver itself would choose it.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import psycopg
import pytest

from portal.platform.database.timelines import NAME, TIMELINES
from tests.cluster.people import Crowd
from tests.cluster.replicated import (
    Pair,
    execute,
    is_followed,
    next_transaction,
    replicated_postgres,
)
from tests.cluster.served import served_cluster
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_process import (
    PortalNotStarted,
    portal,
    running_portal_process,
)
from tests.support.portal_server import free_port
from tests.support.postgres import PostgresServer, run_postgres

_WORDS: Final = "an old primary, which was replaced by a promoted replica"
_GUIDE: Final = Path(__file__).parents[2] / "docs" / "operators.md"
_ACCOUNT: Final = ("account", "create", "max@abc.example", "--name", "Max", "--provider", "Praxis")


@pytest.fixture(autouse=True)
def what_was_seen_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process asks PostgreSQL too, and goes on with other tests."""
    monkeypatch.setattr(TIMELINES, "old_primaries", ())


@pytest.fixture
def pair() -> Iterator[Pair]:
    with replicated_postgres(synchronous=False) as made:
        yield made


def test_nobody_notices_that_the_old_primary_is_back(tmp_path: Path) -> None:
    with (
        replicated_postgres(synchronous=True) as pair,
        served_cluster(tmp_path, pair.url, 2, behind_nginx=False) as cluster,
    ):
        crowd = Crowd(cluster, 3)
        crowd.begin(at_least=2)
        crowd.go_on(3)
        pair.fail_over()
        pair.bring_back()
        before = next_transaction(pair.primary)
        crowd.go_on(3)
        pair.break_connections()
        crowd.go_on(3)
        cluster.members[0].kill()
        cluster.members[0].start()
        crowd.go_on(3)
        crowd.end()
        wrong = crowd.what_is_wrong()
        crowd.close()
        assert wrong == []
        assert next_transaction(pair.primary) == before


def test_a_process_leaves_a_primary_that_was_replaced_while_it_lived(
    tmp_path: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", pair.url)
    with running_portal_process(tmp_path / "portal", settings={"monitoring": asked}) as process:
        pair.replica.promote()
        until(lambda: _WORDS in httpx2.get(f"http://{asked}/ready").text, what="the warning")
        before = next_transaction(pair.primary)
        Browser(process.address).post("/login", login="nobody@abc.example")
        assert httpx2.get(f"http://{asked}/ready").is_success
    assert next_transaction(pair.primary) == before
    assert _rows(pair.replica, "SELECT event FROM audit") == ["login-begun"]


def test_where_only_the_old_primary_answers_nothing_starts(
    tmp_path: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was seen is known to whoever has the same data folder."""
    data, address = tmp_path / "portal", f"http://127.0.0.1:{free_port()}"
    monkeypatch.setenv("AOK_PORTAL_DATABASE_URL", pair.url)
    portal(data, "init", "--public-url", address)
    pair.fail_over()
    portal(data, *_ACCOUNT)
    pair.replica.kill()
    pair.bring_back()
    before = next_transaction(pair.primary)
    with (
        pytest.raises(PortalNotStarted, match=r"is an old primary.*AGP-1003"),
        running_portal_process(data),
    ):
        pass
    with pytest.raises(RuntimeError, match="is an old primary"):
        portal(data, "account", "clear", "max@abc.example")
    assert next_transaction(pair.primary) == before
    # An operator who goes back to it on purpose says so.
    (data / NAME).unlink()
    portal(data, *_ACCOUNT)


def test_the_old_primary_becomes_a_replica_as_the_operators_guide_says(pair: Pair) -> None:
    execute(pair.primary, "CREATE TABLE seen (word text)")
    pair.fail_over()
    pair.bring_back()
    execute(pair.primary, "INSERT INTO seen VALUES ('by nobody else')")
    execute(pair.replica, "INSERT INTO seen VALUES ('by all')")
    pair.primary.stop()
    *statements, rewind = _in_guide(pair)
    for statement in statements:
        execute(pair.replica, statement)
    run_postgres(*shlex.split(rewind))
    pair.primary.start()
    until(lambda: is_followed(pair.replica), what="the replication")
    execute(pair.replica, "INSERT INTO seen VALUES ('as before')")
    pair.replica.kill()
    pair.primary.promote()
    assert _rows(pair.primary, "SELECT word FROM seen") == ["by all", "as before"]


def _in_guide(pair: Pair) -> list[str]:
    """The statements and the command of the page, for the servers of the test."""
    lines = _GUIDE.read_text().partition("#### The old primary")[2].splitlines()
    (psql,) = (line for line in lines if "-- psql -c" in line)
    (rewind,) = (line for line in lines if "/pg_rewind -D" in line)
    for theirs, ours in {
        "/var/lib/postgresql/15/main": str(pair.primary.data),
        "host=db2.example.de user=postgres": f"host=127.0.0.1 port={pair.replica.port} user=portal",
    }.items():
        assert theirs in rewind
        rewind = rewind.replace(theirs, ours)
    return [*re.findall(r'-c "(.*?)"', psql), rewind.partition("/bin/")[2]]


def _rows(server: PostgresServer, statement: str) -> list[str]:
    with psycopg.connect(server.url) as connection:
        return [str(value) for (value,) in connection.execute(statement)]
