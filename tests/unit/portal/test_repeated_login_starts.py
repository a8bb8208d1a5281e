"""A form that begins a login and comes again, because its answer was lost."""

from pathlib import Path

import pytest

from portal.domain.audit.log import Event
from portal.web.form_posts import DoubleClicks
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.unit.portal.conftest import activated, new_login


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after the end of a process: how a form was answered is not known any more."""
    monkeypatch.setattr(DoubleClicks, "_recent", lambda *_: [])


def begin(browser: Browser, login: str, once: str = "one page") -> str:
    """Post the form; the cookie by which the browser waits."""
    answer = browser.post_only("/login", login=login, once=once)
    assert answer.headers["location"] == "/login/wait"
    return str(browser.cookie("pre"))


def number(portal: RunningPortal, login: str) -> int:
    found = portal.query("SELECT count(*) FROM challenges WHERE login = :l", l=login)
    return int(found[0][0])


def entries(portal: RunningPortal) -> int:
    sql = "SELECT count(*) FROM audit WHERE event = :e"
    return int(portal.query(sql, e=Event.LOGIN_BEGUN.value)[0][0])


def test_the_repeat_answers_with_the_same_challenge(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    cookie = begin(browser, login)
    cid, written = browser.waiting_cid(), entries(portal)
    challenge = device.poll()["challenge"]
    assert begin(browser, login) == cookie
    assert browser.waiting_cid() == cid
    assert number(portal, login) == 1
    assert entries(portal) == written
    assert device.poll()["challenge"] == challenge
    assert browser.finish(device.respond(challenge)["ticket"]) == {"result": "done"}
    assert browser.is_logged_in()


def test_the_repeat_of_a_name_that_nobody_has_looks_the_same(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    assert begin(browser, login) == begin(browser, login)
    assert number(portal, login) == 1


def test_the_repeat_of_the_last_start_that_is_allowed_is_not_one_too_many(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    begin(browser, login, "first")
    begin(browser, login, "second")
    assert begin(browser, login, "third") == begin(browser, login, "third")
    assert number(portal, login) == 3
    again = browser.post_only("/login", login=login, once="fourth")
    assert "/login/too-many" in again.headers["location"]


def test_what_has_ended_is_begun_anew(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    cookie = begin(browser, login)
    browser.post_only("/login/cancel")
    assert begin(browser, login) != cookie
    assert number(portal, login) == 2
    assert device.respond(device.poll()["challenge"])["ticket"]


@pytest.mark.parametrize("once", ["another page", ""])
def test_another_page_begins_another_login(
    portal: RunningPortal, browser: Browser, once: str
) -> None:
    login = new_login()
    assert begin(browser, login) != begin(browser, login, once)
    assert number(portal, login) == 2


def test_another_browser_or_name_has_another_cookie(browser: Browser) -> None:
    login = new_login()
    cookies = {begin(Browser(browser.url), login), begin(browser, login)}
    cookies.add(begin(browser, new_login()))
    assert len(cookies) == 3


def transfer(browser: Browser, once: str) -> str:
    """Ask for a code; the cookie by which the browser waits then."""
    answer = browser.post_only("/login/code", once=once)
    assert answer.headers["location"] == "/login/wait"
    return str(browser.cookie("pre"))


def test_a_code_that_is_asked_for_again_is_the_same(tmp_path: Path) -> None:
    """Its computer waits for it, and the request before it was superseded by itself."""
    with running_portal(tmp_path, code_transfer=True) as portal:
        login, browser = new_login(), Browser(portal.url)
        portal.create_account(login, cleared=True)
        device = activated(portal, login)
        before = begin(browser, login, "login page")
        begun = transfer(browser, "waiting page")
        cid = browser.waiting_cid()
        for wanted, once in ((before, "another page"), (begun, "waiting page")):
            browser.http.cookies.set("pre", before, domain="127.0.0.1", path="/")
            assert transfer(browser, once) == wanted
        assert browser.waiting_cid() == cid
        assert number(portal, login) == 2
        assert portal.query("SELECT count(*) FROM challenges WHERE mode = 'code'")[0][0] == 1
        assert device.poll()["challenge"]
