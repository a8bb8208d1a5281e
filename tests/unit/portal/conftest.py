"""One portal for all tests here: each makes accounts and devices of its own."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.device import PIN, Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever starts a portal for one test alone is not in the inner loop."""
    for item in items:
        if isinstance(item, pytest.Function) and "own_portal" in item.fixturenames:
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(scope="session")
def shared_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture
def portal(shared_portal: RunningPortal) -> RunningPortal:
    """A portal that other tests use too."""
    return shared_portal


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[RunningPortal]:
    """A portal for this test alone, to be stopped or looked into."""
    with running_portal(tmp_path) as portal:
        yield portal


@pytest.fixture
def login(portal: RunningPortal) -> str:
    """A cleared account."""
    login = new_login()
    portal.create_account(login, cleared=True)
    return login


@pytest.fixture
def device(portal: RunningPortal, login: str) -> LivingDevice:
    """The active device of `login`."""
    return activated(portal, login)


@pytest.fixture
def browser(portal: RunningPortal) -> Browser:
    return Browser(portal.url)


@pytest.fixture
def another_browser(portal: RunningPortal) -> Browser:
    return Browser(portal.url)


@pytest.fixture
def bare_browser(portal: RunningPortal) -> Browser:
    """One that has not been at the portal before."""
    return Browser(portal.url, accepted=False)


def new_login() -> str:
    return f"user{next(_numbers)}@abc.de"


def name_of(action: Callable[[], object]) -> str:
    """The problem by which the portal refuses."""
    with pytest.raises(PortalProblem) as refused:
        action()
    return refused.value.name


def moved_in(portal: RunningPortal, login: str, code: str) -> LivingDevice:
    """A provisional device."""
    device = LivingDevice(portal.url)
    device.activate(login, code)
    return device


def activated(
    portal: RunningPortal, login: str, pin: str = PIN, *, roaming: bool = False
) -> LivingDevice:
    device = LivingDevice(portal.url)
    device.roaming = roaming
    device.activate(login, portal.issue_code(login), pin)
    device.confirm(pin)
    return device


Activate = Callable[[RunningPortal, str], Device]
