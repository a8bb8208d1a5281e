"""The bench of commits measures what it says, on a real PostgreSQL."""

import pytest

from tests.bench.commits import KINDS, measure
from tests.support.postgres import PostgresServer, postgres_folder

pytestmark = pytest.mark.heavy


def test_each_kind_of_commit_is_carried_out_and_counted() -> None:
    with postgres_folder() as folder:
        server = PostgresServer(folder)
        try:
            server.create()
            rates = measure(server, folder, connections=2, seconds=1)
        finally:
            server.kill()
    assert rates.keys() == KINDS.keys()
    assert min(rates.values()) > 0
