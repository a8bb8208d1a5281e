"""The bench of commits measures what it says, on a real PostgreSQL, with a real NATS."""

from pathlib import Path

import pytest

from tests.bench.commits import KINDS, Bench
from tests.support.nats import nats_server
from tests.support.postgres import PostgresServer, postgres_folder

pytestmark = pytest.mark.heavy


def test_each_kind_of_commit_is_carried_out_counted_and_heard(tmp_path: Path) -> None:
    with postgres_folder() as folder, nats_server(tmp_path) as nats:
        server = PostgresServer(folder)
        try:
            server.create()
            rates = Bench(server, nats, folder, seconds=1).measure(connections=2)
            messages = nats.messages
        finally:
            server.kill()
    assert rates.keys() == KINDS.keys()
    assert min(rates.values()) > 0
    assert messages > 2
