"""Logins that begin in a browser: the session ends up there, or nowhere else unasked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection

from portal.domain.logins.challenges import TAB_SECONDS, ChallengeEvent, find_challenge, move
from portal.domain.topics import challenge_topic
from portal.platform.database.before_commit import finish_before_commit
from portal.platform.database.notifications import Notifications
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text


@pytest.fixture
def ticket(device: Device, login: str, browser: Browser) -> str:
    """The ticket of a login that `browser` began and the user approved."""
    browser.begin(login)
    return str(device.respond(device.poll()["challenge"])["ticket"])


def test_the_browser_that_began_is_logged_in_and_its_waiting_page_goes_on(
    device: Device, login: str, browser: Browser
) -> None:
    cid = browser.begin(login)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        ticket = device.respond(device.poll()["challenge"])["ticket"]
        assert browser.finish(ticket) == {"result": "done"}
        assert waiting.result() == "finished"
    assert browser.is_logged_in()
    assert "Max Mustermann" in browser.open("/home").text


def test_without_scripts_the_waiting_page_leads_on_too(ticket: str, browser: Browser) -> None:
    browser.finish(ticket)
    answer = browser.open("/login/wait", "same-origin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")


def test_approval_alone_logs_nobody_in(ticket: str, browser: Browser) -> None:
    assert "PIN" in browser.open("/login/wait").text
    assert not browser.is_logged_in()


def test_a_lost_answer_to_the_ticket_can_be_asked_for_again(ticket: str, browser: Browser) -> None:
    browser.finish(ticket)
    first = browser.cookie("session")
    browser.http.cookies.delete("session")
    assert browser.finish(ticket) == {"result": "done"}
    assert browser.cookie("session") == first
    assert browser.is_logged_in()


def test_the_waiting_page_brings_the_session_should_the_answer_be_lost(
    ticket: str, browser: Browser
) -> None:
    cid = browser.waiting_cid()
    browser.finish(ticket)
    browser.http.cookies.delete("session")
    assert browser.stage(cid) == "finished"
    assert browser.is_logged_in()


@pytest.mark.parametrize("waits", [False, True], ids=["", "waits for another login"])
def test_another_browser_gets_an_offer_and_the_one_that_began_gets_nothing(
    ticket: str, login: str, browser: Browser, another_browser: Browser, waits: bool
) -> None:
    cid = browser.waiting_cid()
    if waits:
        another_browser.begin("nobody@abc.example")
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        told = another_browser.finish(ticket)
        assert waiting.result() == "elsewhere"
    assert told == {"result": "elsewhere", "login": login}
    assert not another_browser.is_logged_in()
    assert not browser.is_logged_in()
    assert "beendet" in browser.open("/login/wait").text


def test_a_stolen_ticket_lets_nobody_in_who_did_not_begin_the_login(
    ticket: str, browser: Browser, another_browser: Browser
) -> None:
    another_browser.finish(ticket)
    assert another_browser.finish(ticket)["result"] == "elsewhere", "the answer was lost"
    assert browser.finish(ticket) == {"result": "void"}
    for each in (browser, another_browser):
        each.open("/login/wait", "same-origin")
        assert not each.is_logged_in()


def test_the_offer_begins_a_login_of_its_own_there(
    device: Device, ticket: str, login: str, another_browser: Browser
) -> None:
    told = another_browser.finish(ticket)
    another_browser.begin(told["login"])
    approved = device.respond(device.poll("")["challenge"])
    assert another_browser.finish(approved["ticket"]) == {"result": "done"}
    assert another_browser.is_logged_in()


def test_a_second_browser_ends_the_session_however_late_it_comes(
    portal: RunningPortal, ticket: str, browser: Browser, another_browser: Browser
) -> None:
    browser.finish(ticket)
    portal.clock.advance(300)
    assert browser.is_logged_in()
    assert another_browser.finish(ticket) == {"result": "void"}
    assert not browser.is_logged_in()


def test_the_ticket_in_a_second_browser_ends_the_session_and_raises_an_alarm(
    ticket: str, browser: Browser, another_browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    browser.finish(ticket)
    assert another_browser.finish(ticket) == {"result": "void"}
    assert not browser.is_logged_in()
    assert not another_browser.is_logged_in()
    assert "a ticket turned up in two browsers" in caplog.text


def test_a_third_browser_gets_nothing_either(
    portal: RunningPortal, ticket: str, another_browser: Browser
) -> None:
    another_browser.finish(ticket)
    assert Browser(portal.url).finish(ticket) == {"result": "void"}
    assert not another_browser.is_logged_in()


def test_two_browsers_at_the_same_moment_are_never_both_logged_in(
    ticket: str, browser: Browser, another_browser: Browser
) -> None:
    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(lambda b: b.finish(ticket)["result"], [browser, another_browser]))
    assert "void" in told
    assert not browser.is_logged_in()
    assert not another_browser.is_logged_in()


def test_a_ticket_is_good_for_a_minute(
    portal: RunningPortal, ticket: str, browser: Browser
) -> None:
    portal.clock.advance(60)
    assert browser.finish(ticket) == {"result": "gone"}
    assert not browser.is_logged_in()
    assert portal_text("The browser was not opened") in browser.open("/login/wait").text


def test_the_waiting_page_says_that_it_was_approved_before_the_browser_comes(
    ticket: str, browser: Browser
) -> None:
    cid = browser.waiting_cid()
    assert browser.stage_after(cid, "waiting") == "approved"
    page = browser.open("/login/wait", "same-origin").text
    assert 'data-stage="approved"' in page
    assert '<div class="result" id="approved" data-until="finished">' in page
    assert page.count('data-until="approved finished" hidden') == 2
    assert "Browser noch einmal öffnen" in page
    assert browser.finish(ticket) == {"result": "done"}
    assert browser.stage_after(cid, "approved") == "finished"


def test_a_page_that_waits_hears_of_the_approval_where_no_browser_comes_at_once(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    cid, now = browser.begin(login), portal.clock.now()

    def approve(connection: Connection) -> Notifications:
        challenge = find_challenge(connection, cid)
        assert challenge is not None
        with finish_before_commit(connection) as raised:
            assert move(connection, challenge, ChallengeEvent.APPROVE, now)
            return dict(raised)

    assert portal.write(approve)[challenge_topic(cid)] == TAB_SECONDS


def test_the_waiting_page_has_the_words_for_an_approval_ready(
    device: Device, login: str, browser: Browser
) -> None:
    browser.begin(login)
    page = browser.open("/login/wait", "same-origin").text
    assert '<div class="result" id="approved" data-until="finished" hidden>' in page
    assert 'data-until="approved finished" hidden' not in page


@pytest.mark.parametrize("made_up", ["", "x", "A" * 43])
def test_a_made_up_ticket_is_gone(browser: Browser, made_up: str) -> None:
    assert browser.finish(made_up) == {"result": "gone"}


def test_a_ticket_of_one_way_is_nothing_on_the_other(
    device: Device, ticket: str, browser: Browser
) -> None:
    assert browser.land(ticket) == {"result": "gone"}
    assert browser.finish(device.applogin()["ticket"]) == {"result": "gone"}
    assert browser.finish(ticket) == {"result": "done"}


def test_the_pre_cookie_of_an_earlier_login_does_not_fit(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    browser.begin(login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    browser.begin(login)
    assert browser.finish(ticket)["result"] == "elsewhere"


def test_a_second_tab_that_waits_for_an_older_login_learns_that_it_is_superseded(
    login: str, browser: Browser
) -> None:
    older = browser.begin(login)
    browser.begin(login)
    assert browser.stage(older) == "superseded"
    assert (
        portal_text("A newer login has replaced this one") in browser.open("/login/superseded").text
    )


def test_the_tab_that_waited_is_told_that_another_one_goes_on(
    ticket: str, browser: Browser
) -> None:
    assert 'data-finished="/login/other-tab"' in browser.open("/login/wait", "same-origin").text
    assert browser.open("/login/other-tab").headers["location"] == "/login", "nobody is logged in"
    browser.finish(ticket)
    page = browser.open("/login/other-tab")
    assert page.status_code == 200
    assert portal_text("Logged in in another tab") in page.text
    assert 'href="/home"' in page.text


def test_without_a_login_begun_the_waiting_page_leads_to_the_login_page(browser: Browser) -> None:
    assert browser.open("/login/wait").headers["location"] == "/login"
    assert browser.stage("x") == "expired"
