"""A portal with one cleared account, and clients that are closed again."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interop.client import Client
from tests.interop.exchange import Problem
from tests.support.portal_server import RunningPortal, running_portal

LOGIN, PIN = "max@abc.de", "482913"
Activate = Callable[..., Client]


def refused(name: str) -> "pytest.RaisesExc[Problem]":
    """The portal says this problem in what follows."""
    return pytest.raises(Problem, match=f"^{name}$")


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
def activated(portal: RunningPortal, new_client: Callable[[], Client]) -> Activate:
    """Makes active devices, by a code of the portal's or by `code`."""

    def make(code: str = "", **changes: str) -> Client:
        client = new_client()
        client.activate(LOGIN, code or portal.issue_code(LOGIN), PIN, **changes)
        client.confirm(PIN)
        return client

    return make


@pytest.fixture
def client(activated: Activate) -> Client:
    """An active device."""
    return activated()
