"""From where a login was begun, as the app is told: the user's internet connection, or another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto.protocol import Line
from portal.platform.asgi import compare_lines
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal

HERE, ELSEWHERE = "192.0.2.7", "203.0.113.50"


@pytest.mark.parametrize(
    ("one", "other", "line"),
    [
        (HERE, HERE, Line.SAME),
        (HERE, "192.0.2.8", Line.OTHER),
        (f"::ffff:{HERE}", HERE, Line.SAME),
        ("2001:db8:0:1::1", "2001:DB8:0:1:ffff::2", Line.SAME),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", Line.OTHER),
        ("2001:db8:0:1::1", HERE, Line.UNKNOWN),
        ("", HERE, Line.UNKNOWN),
        ("/run/portal.sock", "/run/portal.sock", Line.UNKNOWN),
    ],
)
def test_addresses_of_one_internet_connection_are_one_line(
    one: str, other: str, line: Line
) -> None:
    assert compare_lines(one, other) is line
    assert compare_lines(other, one) is line


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal that users reach from several networks."""
    folder: Path = tmp_path_factory.mktemp("lines")
    with running_portal(folder, trusted_proxies=("127.0.0.1",)) as portal:
        yield portal


@pytest.fixture
def login(request: pytest.FixtureRequest) -> str:
    return f"{abs(hash(request.node.nodeid))}@abc.example"


@pytest.fixture
def user(behind_proxy: RunningPortal, login: str) -> LivingDevice:
    behind_proxy.create_account(login, cleared=True)
    device = LivingDevice(behind_proxy.url)
    device.http.headers["x-forwarded-for"] = HERE
    device.activate(login, behind_proxy.issue_code(login))
    device.confirm()
    return device


def begin(portal: RunningPortal, login: str, ip: str) -> None:
    browser = Browser(portal.url)
    browser.http.headers["x-forwarded-for"] = ip
    browser.begin(login)


def test_a_relaying_phisher_is_told_as_another_line(
    behind_proxy: RunningPortal, user: LivingDevice, login: str
) -> None:
    begin(behind_proxy, login, ELSEWHERE)
    assert user.poll()["line"] == "other"


def test_the_users_own_browser_is_told_as_the_same_line(
    behind_proxy: RunningPortal, user: LivingDevice, login: str
) -> None:
    assert user.poll()["line"] == "", "nothing was begun"
    begin(behind_proxy, login, HERE)
    assert user.poll()["line"] == "same"


def test_a_device_that_moves_to_another_line_is_told_at_its_next_poll(
    behind_proxy: RunningPortal, user: LivingDevice, login: str
) -> None:
    begin(behind_proxy, login, HERE)
    tag = user.poll()["tag"]
    user.http.headers["x-forwarded-for"] = "2001:db8::1"
    moved = user.poll(tag, wait=25)
    assert (moved["line"], moved["tag"] == tag) == ("unknown", False)
