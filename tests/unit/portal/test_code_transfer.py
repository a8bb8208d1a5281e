"""A login that ends in a browser on another computer than the app's."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crypto.challenge import read_challenge
from crypto.statements import Decision
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, name_of

LOGIN = "max@abc.de"
OFFER = portal_text("Show the code that you enter there")


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path, code_transfer=True) as running:
        running.create_account(LOGIN, cleared=True)
        yield running


@pytest.fixture
def device(own_portal: RunningPortal) -> LivingDevice:
    return activated(own_portal, LOGIN)


@pytest.fixture
def browser(own_portal: RunningPortal) -> Browser:
    return Browser(own_portal.url)


def transferred(browser: Browser, login: str = LOGIN) -> tuple[str, str]:
    """Begin a login and choose code transfer: the request's id and the digits on the page."""
    browser.begin(login)
    assert browser.post("/login/code").headers["location"] == "/login/wait"
    page = browser.open("/login/wait", "same-origin").text
    found = re.search(r'id="code">(\d{3}) (\d{3})<', page)
    assert found is not None
    assert OFFER not in page
    assert "data-app-link" not in page, "the app is on another computer"
    assert 'data-finished="/home"' in page, "no other tab goes on"
    return browser.waiting_cid(), found[1] + found[2]


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def test_off_by_default_it_is_neither_offered_nor_possible(
    portal: RunningPortal, login: str
) -> None:
    browser = Browser(portal.url)
    browser.begin(login)
    assert OFFER not in browser.open("/login/wait", "same-origin").text
    assert browser.post("/login/code").status_code == 404


def test_the_waiting_page_offers_it_and_a_new_request_takes_the_place_of_the_old(
    device: LivingDevice, browser: Browser
) -> None:
    browser.begin(LOGIN)
    first = device.poll()["challenge"]
    assert OFFER in browser.open("/login/wait", "same-origin").text
    cid, _ = transferred(browser)
    shown = read_challenge(device.poll()["challenge"])
    assert (shown.cid, shown.mode) == (cid, "code")
    assert name_of(lambda: device.respond(first)) == "superseded"


def test_with_the_right_digits_the_waiting_page_goes_on_by_itself(
    device: LivingDevice, browser: Browser
) -> None:
    cid, digits = transferred(browser)
    challenge = device.poll()["challenge"]
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        assert device.respond(challenge, code=digits) == {}
        assert waiting.result() == "finished"
    assert browser.is_logged_in()
    assert device.poll()["challenge"] is None
    (entry,) = device.history()
    assert (entry["kind"], entry["result"]) == ("browser", "done")


def test_the_session_goes_to_nobody_but_the_browser_that_waits(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    device.respond(device.poll()["challenge"], code=digits)
    stranger = Browser(own_portal.url)
    stranger.open("/login/wait")
    assert not stranger.is_logged_in()
    browser.open("/login/wait")
    assert browser.is_logged_in()


def test_a_lost_answer_to_the_waiting_page_costs_nothing_and_opens_one_session(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    device.respond(device.poll()["challenge"], code=digits)
    for _ in range(3):
        assert browser.open("/login/wait").headers["location"] == "/home"
    assert own_portal.query("SELECT count(*) FROM sessions")[0][0] == 1
    assert len(device.history()) == 1


def test_a_browser_that_asks_too_late_is_not_let_in(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    device.respond(device.poll()["challenge"], code=digits)
    own_portal.clock.advance(60)
    browser.open("/login/wait")
    assert not browser.is_logged_in()


def test_after_logging_out_the_cookie_of_the_login_lets_nobody_in(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    thief = Browser(own_portal.url)
    thief.http.cookies.set("pre", str(browser.cookie("pre")))
    device.respond(device.poll()["challenge"], code=digits)
    browser.open("/login/wait")
    assert browser.is_logged_in()
    browser.post("/logout")
    thief.open("/login/wait")
    assert not thief.is_logged_in()


def test_wrong_digits_end_the_login_at_the_first_try(
    device: LivingDevice, browser: Browser
) -> None:
    cid, digits = transferred(browser)
    challenge = device.poll()["challenge"]
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        assert name_of(lambda: device.respond(challenge, code=other_than(digits))) == "gone"
        assert waiting.result() == "denied"
    assert name_of(lambda: device.respond(challenge, code=digits)) == "gone"
    assert not browser.is_logged_in()
    assert [entry["result"] for entry in device.history()] == ["denied"]
    assert device.status()["left"] == 5


def test_a_wrong_pin_tells_nothing_of_the_digits_and_leaves_the_one_try(
    device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    challenge = device.poll()["challenge"]
    for typed in (digits, other_than(digits)):
        name = name_of(lambda: device.respond(challenge, pin="000001", code=typed))  # noqa: B023
        assert name == "pin-wrong"
    assert device.respond(challenge, code=digits) == {}


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345x", "١٢٣٤٥٦"])
def test_six_digits_belong_to_an_approval_in_this_mode(
    device: LivingDevice, browser: Browser, code: str
) -> None:
    transferred(browser)
    challenge = device.poll()["challenge"]
    assert name_of(lambda: device.respond(challenge, code=code)) == "bad-request"
    assert device.status()["left"] == 5
    assert device.poll()["challenge"] == challenge


def test_digits_belong_to_no_other_answer(device: LivingDevice, browser: Browser) -> None:
    browser.begin(LOGIN)
    plain = device.poll()["challenge"]
    assert name_of(lambda: device.respond(plain, code="123456")) == "bad-request"
    _, digits = transferred(browser)
    challenge = device.poll()["challenge"]
    refused = name_of(lambda: device.respond(challenge, Decision.DENY, code=digits))
    assert refused == "bad-request"
    assert device.respond(challenge, Decision.DENY) == {}


def test_an_approved_code_brings_no_ticket_that_another_browser_could_use(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    device.respond(device.poll()["challenge"], code=digits)
    ((state,),) = own_portal.query("SELECT state FROM tickets")
    assert state == "done"


def test_it_counts_as_a_start_and_looks_the_same_for_unknown_names(
    own_portal: RunningPortal, device: LivingDevice
) -> None:
    for login in (LOGIN, "nobody@abc.de"):
        browser = Browser(own_portal.url)
        transferred(browser, login)
        browser.begin(login)
        assert browser.post("/login/code").status_code == 429


def test_without_a_login_that_waits_there_is_nothing_to_transfer(
    own_portal: RunningPortal, browser: Browser
) -> None:
    assert browser.post("/login/code").headers["location"] == "/login/wait"
    assert own_portal.query("SELECT count(*) FROM challenges")[0][0] == 0


def test_the_database_does_not_show_the_digits(
    own_portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    _, digits = transferred(browser)
    (row,) = own_portal.query("SELECT * FROM challenges WHERE state = 'open'")
    assert digits not in str(tuple(row))
