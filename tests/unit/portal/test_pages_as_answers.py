"""Answers that are the page of another address: it is the one that a browser gets there."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.exceptions import HTTPException

from portal.domain.logins.challenges import SECONDS
from tests.support.clerk_cases import clerk_at
from tests.support.device import Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser, without_once
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import new_login

SCRIPT = {"sec-fetch-site": "same-origin", "accept": "text/html, application/json"}


def begin(browser: Browser, login: str, once: str = "one page") -> httpx2.Response:
    """Send the form of a browser with scripts."""
    return browser.post_only("/login", login=login, once=once, at_once="1")


def out_of_order(*_: object) -> None:
    raise HTTPException(503)


def assert_is_page_at(answer: httpx2.Response, address: str, browser: Browser) -> None:
    assert answer.status_code == 200
    assert answer.headers["content-location"] == address
    assert answer.headers["cache-control"] == "no-store"
    page = browser.open(address, "same-origin")
    assert without_once(answer.text) == without_once(page.text)
    for name in ("content-type", "content-security-policy"):
        assert answer.headers[name] == page.headers[name]


@pytest.fixture
def ticket(device: LivingDevice, login: str, browser: Browser) -> str:
    """Of a login that `browser` began and the user approved."""
    begin(browser, login)
    return str(device.respond(device.poll()["challenge"])["ticket"])


@pytest.fixture
def app_ticket(device: Device) -> str:
    """Of a login that began in the app."""
    return str(device.applogin()["ticket"])


def test_a_form_of_a_browser_with_scripts_is_answered_by_the_waiting_page(
    login: str, device: Device, browser: Browser
) -> None:
    assert_is_page_at(begin(browser, login), "/login/wait", browser)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    assert browser.finish(ticket) == {"result": "done"}


def test_a_name_that_nobody_has_is_answered_alike(login: str, browser: Browser) -> None:
    stranger = new_login()
    texts = []
    for name in (login, stranger):
        answer = begin(browser, name)
        assert_is_page_at(answer, "/login/wait", browser)
        cid = browser.waiting_cid()
        texts.append(without_once(answer.text).replace(cid, "CID").replace(name, "NAME"))
    assert texts[0] == texts[1]


def test_the_same_form_again_is_answered_by_the_page_of_the_same_login(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    first = begin(browser, login)
    assert without_once(begin(browser, login).text) == without_once(first.text)
    portal.clock.advance(30)
    again = begin(browser, login).text
    assert f'data-left="{SECONDS - 30}"' in again
    assert portal.query("SELECT count(*) FROM challenges WHERE login = :l", l=login)[0][0] == 1


def test_the_same_form_after_the_approval_asks_nobody_again(
    login: str, device: Device, browser: Browser
) -> None:
    begin(browser, login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    answer = begin(browser, login)
    assert 'data-stage="approved"' in answer.text
    assert_is_page_at(answer, "/login/wait", browser)
    assert browser.finish(ticket) == {"result": "done"}
    assert begin(browser, login).headers["content-location"] == "/login/wait", "a login of its own"


def test_mistakes_and_limits_are_told_by_a_redirect_all_the_same(browser: Browser) -> None:
    login = new_login()
    assert "/login?form=" in begin(browser, "two words").headers["location"]
    for once in ("first", "second", "third"):
        assert begin(browser, login, once).status_code == 200
    assert "/login/too-many" in begin(browser, login, "fourth").headers["location"]


def test_the_ticket_is_answered_by_the_page_behind_the_login(ticket: str, browser: Browser) -> None:
    browser.open("/login/finish")
    answer = browser.http.post("/login/finish", data={"ticket": ticket}, headers=SCRIPT)
    assert_is_page_at(answer, "/home", browser)
    assert browser.is_logged_in()


def test_an_answer_that_was_lost_is_given_again(ticket: str, browser: Browser) -> None:
    posts = [
        browser.http.post("/login/finish", data={"ticket": ticket}, headers=SCRIPT)
        for _ in range(2)
    ]
    assert without_once(posts[0].text) == without_once(posts[1].text)
    assert posts[0].headers.get_list("set-cookie")[0] == posts[1].headers.get_list("set-cookie")[0]


def test_who_asks_for_no_page_is_told_where_to_go(ticket: str, browser: Browser) -> None:
    """As the script of an earlier version does, while a new one is started."""
    answer = browser.post_only("/login/finish", ticket=ticket)
    assert answer.json() == {"result": "done", "to": "/home"}
    assert browser.is_logged_in()


def test_clerks_are_sent_to_their_work(portal: RunningPortal) -> None:
    assert clerk_at(portal).led_to == "/desk"


def test_the_ticket_of_the_app_is_answered_once_the_app_has_answered(
    device: Device, app_ticket: str, browser: Browser
) -> None:
    browser.open("/login/app")
    with ThreadPoolExecutor(1) as threads:
        landing = threads.submit(
            browser.http.post, "/login/app", data={"ticket": app_ticket}, headers=SCRIPT
        )
        assert device.claim(app_ticket, 25)["state"] == "claimed"
        assert not landing.done()
        assert not Browser(browser.url).is_logged_in()
        device.claimok(app_ticket)
        assert_is_page_at(landing.result(), "/home", browser)


def test_the_apps_no_ends_the_wait_of_the_page(
    device: Device, app_ticket: str, browser: Browser
) -> None:
    with ThreadPoolExecutor(1) as threads:
        landing = threads.submit(browser.land_and_wait, app_ticket)
        assert device.claim(app_ticket, 25)["state"] == "claimed"
        device.claimok(app_ticket, ok=False)
        assert landing.result() == {"result": "void"}
    assert not browser.is_logged_in()


def test_a_second_browser_ends_the_wait_of_the_page_and_gets_nothing_either(
    device: Device, app_ticket: str, browser: Browser, another_browser: Browser
) -> None:
    with ThreadPoolExecutor(1) as threads:
        landing = threads.submit(browser.land_and_wait, app_ticket)
        assert device.claim(app_ticket, 25)["state"] == "claimed"
        assert another_browser.land_and_wait(app_ticket) == {"result": "void"}
        assert landing.result() == {"result": "void"}


def test_a_page_that_has_waited_for_long_asks_on_by_the_hash(
    device: Device, app_ticket: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.web.context.POLL_SECONDS", 0.01)
    assert browser.land_and_wait(app_ticket) == {"result": "claimed"}
    device.claimok(app_ticket)
    assert browser.wait_for_app() == "done"
    assert browser.led_to == "/home"
    assert browser.is_logged_in()


def test_a_form_whose_session_has_ended_waits_behind_the_answer_too(
    portal: RunningPortal, device: LivingDevice, login: str, ticket: str, browser: Browser
) -> None:
    browser.finish(ticket)
    browser.open("/devices")
    portal.clock.advance(900)
    browser.post_only("/devices/rename", device=device.dev, name="Empfang links")
    device.freshen()
    begin(browser, login, "another page")
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    assert browser.led_to.startswith("/devices?form=")
    assert 'value="Empfang links"' in browser.open(browser.led_to).text


def test_a_script_is_told_by_its_status_what_has_failed(browser: Browser) -> None:
    for accept, status in ((SCRIPT["accept"], 503), ("text/html", 303)):
        headers = SCRIPT | {"origin": browser.url, "accept": accept}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("portal.web.login.tickets.finish", out_of_order)
            answer = browser.http.post("/login/finish", data={"ticket": "one"}, headers=headers)
        assert answer.status_code == status
