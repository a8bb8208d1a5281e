"""The page of an activation code can be loaded again, in the browser that it was given to."""

import re

from portal.domain.accounts.codes import SECONDS, code_for
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import id_of, links, newcomer, token
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login


def test_the_page_of_an_activation_code_can_be_loaded_again_in_this_browser_alone(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    login = new_login()
    newcomer(portal, browser, login)
    where = browser.post_only("/registration/device/code").headers["location"]
    pages = [browser.open(where).text for _ in range(2)]
    codes = {re.search(r'id="code">(\d{4}) (\d{4})<', page) for page in pages}
    digits = {found[1] + found[2] for found in codes if found}
    assert len(digits) == 1
    LivingDevice(portal.url).activate(login, digits.pop())
    another_browser.post_only(
        "/registration/status", t=token(links(portal).status(id_of(portal, login), login))
    )
    assert 'id="code"' not in another_browser.open(where).text


def test_a_newer_code_takes_the_older_ones_page_away(
    portal: RunningPortal, browser: Browser
) -> None:
    newcomer(portal, browser, new_login())
    older = browser.post_only("/registration/device/code").headers["location"]
    portal.clock.advance(2)
    newer = browser.post_only("/registration/device/code").headers["location"]
    assert 'id="code"' in browser.open(newer).text
    assert 'id="code"' not in browser.open(older).text
    portal.clock.advance(600)
    assert 'id="code"' not in browser.open(newer).text


def test_a_new_cookie_of_the_same_browser_shows_no_wrong_code(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    id_ = newcomer(portal, browser, login)
    where = browser.post_only("/registration/device/code").headers["location"]
    before = browser.cookie("visit")
    browser.post_only("/registration/status", t=token(links(portal).status(id_, login)))
    assert browser.cookie("visit") != before
    assert 'id="code"' not in browser.open(where).text
    assert portal_text("Request a new code") in browser.open(where).text


def test_database_and_keys_do_not_give_the_code(portal: RunningPortal, browser: Browser) -> None:
    id_ = newcomer(portal, browser, new_login())
    until = portal.clock.now() + SECONDS
    shown = code_for(portal.keys, str(browser.cookie("visit")).partition(".")[0], id_, until)
    rows = portal.query("SELECT hash FROM registration_visits WHERE registration_id = :r", r=id_)
    assert rows
    for (stored,) in rows:
        parts = (bytes(stored), id_.encode(), str(until).encode())
        mac = portal.keys.browser_mac("activation-code", *parts)
        assert f"{int.from_bytes(mac, 'big') % 10**8:08}" != shown
