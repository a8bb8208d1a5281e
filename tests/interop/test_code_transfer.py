"""A login that ends on another computer than the app's, by six digits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.client import Challenge, Client
from tests.interop.conftest import LOGIN, PIN, refused
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, code_transfer=True) as running:
        running.create_account(LOGIN, cleared=True)
        yield running


def waiting_with_code(portal: RunningPortal, client: Client) -> tuple[Browser, Challenge, str]:
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    browser.post("/login/code")
    page = browser.open("/login/wait", "same-origin").text
    shown = re.search(r'id="code">(\d{3}) (\d{3})<', page)
    challenge = client.poll()
    assert shown is not None
    assert challenge is not None
    assert challenge.told["mode"] == "code"
    return browser, challenge, shown[1] + shown[2]


def test_the_right_code(portal: RunningPortal, client: Client) -> None:
    browser, challenge, code = waiting_with_code(portal, client)
    with refused("pin-wrong"):
        client.approve(challenge, "000000", code)
    assert client.approve(challenge, PIN, code) == {}
    assert browser.stage(challenge.told["cid"]) == "finished"
    assert browser.is_logged_in()


def test_a_wrong_code_ends_it(portal: RunningPortal, client: Client) -> None:
    browser, challenge, code = waiting_with_code(portal, client)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for sent in wrong, code:
        with refused("gone"):
            client.approve(challenge, PIN, sent)
    assert browser.stage(challenge.told["cid"]) == "denied"
    assert not browser.is_logged_in()
    assert client.history()[0]["result"] == "denied"
