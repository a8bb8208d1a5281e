from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.app import LOGIN, App
from tests.support.network import Network
from tests.support.portal_server import RunningPortal, running_portal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    """The real portal with one cleared account."""
    with running_portal(tmp_path) as running:
        running.create_account(LOGIN, "Maren Montag", "Praxis Montag", cleared=True)
        yield running


@pytest.fixture
def app(portal: RunningPortal, tmp_path: Path) -> App:
    return App(portal, tmp_path)


@pytest.fixture
def network() -> Iterator[Network]:
    with Network().in_place() as running:
        yield running
