"""Programs that look for viruses open a mail's links and press every button: no device ends."""

from typing import Any

import pytest

from portal.domain.registration.registrations import State
from tests.support.clerk_cases import ordered_registration
from tests.support.mail_scanner import MailScanner
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import (
    add_registration,
    follow,
    id_of,
    links,
    stored,
    token,
)
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, name_of, new_login

pytestmark = pytest.mark.heavy

RESET = "/registration/reset"
REPLACE = "/registration/device/replace"


@pytest.fixture
def newlogin(portal: RunningPortal) -> str:
    """An account that waits for its clearance."""
    login = new_login()
    portal.create_account(login, ik=None)
    return login


def reset_link(portal: RunningPortal, browser: Browser, login: str) -> str:
    """Of the mail that anybody can order."""
    portal.clock.advance(1)
    browser.post("/reset", login=login)
    return links(portal).reset(id_of(portal, login))


def test_a_reset_that_a_stranger_ordered_is_begun_by_no_scanner(
    portal: RunningPortal, browser: Browser, login: str
) -> None:
    device = activated(portal, login)
    link = reset_link(portal, browser, login)
    scanner = MailScanner(portal.url)
    scanner.read(link, f"{portal.url}/reset")
    assert RESET in scanner.pressed
    assert device.poll()["account"]["cleared"] is True
    found = stored(portal, id_of(portal, login))
    assert found is not None
    assert found.confirmed_at is None


@pytest.mark.parametrize("state", [State.OPEN, State.ORDERED])
def test_a_device_that_waits_for_its_clearance_is_replaced_by_no_scanner(
    portal: RunningPortal, newlogin: str, state: State
) -> None:
    device = activated(portal, newlogin)
    id_ = ordered_registration(portal, newlogin, state=state.value)
    scanner = MailScanner(portal.url)
    scanner.read(links(portal).status(id_, newlogin))
    assert REPLACE in scanner.pressed
    assert device.poll()["account"]["cleared"] is False


@pytest.mark.parametrize("typed", ["", "  ", "max@abc.de", "user@abc.de@"])
def test_only_the_own_user_name_begins_the_reset(
    portal: RunningPortal, browser: Browser, login: str, typed: str
) -> None:
    device = activated(portal, login)
    link = reset_link(portal, browser, login)
    page = follow(browser, link)
    assert login not in page.text, "nothing to be copied from the page"
    refused = browser.post(RESET, t=token(link), login=typed)
    assert refused.status_code == 200
    assert 'aria-invalid="true"' in refused.text
    assert device.poll()["account"]["cleared"] is True
    begun = browser.post(RESET, t=token(link), login=f" {login.upper()} ")
    assert begun.headers["location"] == "/registration"
    assert name_of(device.poll) == "revoked"


def test_only_the_own_user_name_replaces_the_device(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    device = activated(portal, newlogin)
    follow(browser, links(portal).status(add_registration(portal, newlogin).id, newlogin))
    refused: Any = browser.post(REPLACE, login="max@abc.de")
    assert refused.status_code == 200
    assert portal_text("That is not the user name …") in refused.text
    assert device.poll()["account"]["cleared"] is False
    browser.post(REPLACE, login=newlogin)
    assert name_of(device.poll) == "revoked"
