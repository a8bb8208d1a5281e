import gc
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.contract.app import LOGIN, App
from tests.support.network import Network
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.postgres import temporary_postgres


@pytest.fixture(scope="session")
def new_postgres_database() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a real PostgreSQL; each call gives the address of a new one."""
    numbers = count(1)
    with temporary_postgres() as url:

        def make() -> str:
            name = f"test_{next(numbers)}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"create database {name}")
            return f"{url.rpartition('/')[0]}/{name}"

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningPortal]:
    """The real portal with one cleared account, on each database that it runs on."""
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgres_database")()
    with running_portal(tmp_path, database_url=url) as running:
        running.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)
        yield running


@pytest.fixture
def app(portal: RunningPortal, tmp_path: Path) -> App:
    return App(portal, tmp_path)


@pytest.fixture
def network() -> Iterator[Network]:
    with Network().in_place() as running:
        yield running


@pytest.fixture
def keyrings_are_closed() -> Iterator[None]:
    """What keyring leaves open behind an unanswered prompt is closed before the next test."""
    yield
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    gc.collect()
