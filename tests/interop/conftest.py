"""A portal with one cleared account, and clients that are closed."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interop.client import Client
from tests.support.portal_server import RunningPortal, running_portal

LOGIN, PIN = "max@abc.de", "482913"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path) as running:
        running.create_account(LOGIN, cleared=True)
        yield running


@pytest.fixture
def new_client(portal: RunningPortal) -> Iterator[Callable[[], Client]]:
    """Makes clients that are not activated."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(Client(portal.url, portal.root_pin))


@pytest.fixture
def client(portal: RunningPortal, new_client: Callable[[], Client]) -> Client:
    """An active device."""
    made = new_client()
    made.activate(LOGIN, portal.issue_code(LOGIN), PIN)
    made.confirm(PIN)
    return made
