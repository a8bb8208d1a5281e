"""Pages about a registration notice by themselves what happens elsewhere."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.clerk_cases import clerk_at, ordered_registration
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import confirm, id_of, links, newcomer, registered, token
from tests.unit.portal.conftest import new_login


def stage_on(browser: Browser, path: str) -> str:
    found = re.search(r'id="news" data-stage="(\w+)"', browser.open(path).text)
    assert found is not None
    return found[1]


def news(browser: Browser, known: str) -> str:
    return str(browser.fetch("/registration/state", stage=known)["stage"])


def test_the_page_that_waits_for_the_mail_learns_of_the_confirmation_in_another_tab(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    registered(portal, browser, login)
    waiting, other_tab = Browser(portal.url, accepted=False), browser
    waiting.http.cookies.update(browser.http.cookies)
    known = stage_on(waiting, "/registration/sent")
    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(news, waiting, known)
        confirm(portal, other_tab, login)
        began = time.monotonic()
        assert told.result() != known
    assert time.monotonic() - began < 20, "it was woken, and did not wait for its time to end"
    answer = other_tab.open("/registration/sent")
    assert answer.headers["location"] == "/registration", "what the reloaded page shows"


@pytest.mark.parametrize("decision", ["clear", "ask", "refuse"])
def test_the_status_page_learns_of_the_clerks_decision(
    portal: RunningPortal, browser: Browser, decision: str
) -> None:
    login = new_login()
    id_ = ordered_registration(portal, login)
    browser.post_only("/registration/status/open", link=token(links(portal).status(id_, login)))
    known = stage_on(browser, "/registration")
    clerk = clerk_at(portal, new_login())
    shown = re.search(r'name="shown" value="([^"]+)"', clerk.open(f"/desk/{id_}").text)
    assert shown is not None
    form = {"shown": shown[1], "reason": "Auf der Bescheinigung fehlt der Stempel.", "sure": "1"}
    form |= dict.fromkeys(("signature", "stamp", "ik", "function"), "1")
    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(news, browser, known)
        clerk.post_only(f"/desk/{id_}/{decision}", **form)
        assert told.result() != known
    assert stage_on(browser, "/registration") != known


def test_waiting_for_news_is_no_activity(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    newcomer(portal, browser, login)
    stage_on(browser, "/registration")
    for _ in range(4):
        portal.clock.advance(899)
        news(browser, "another")
    portal.clock.advance(10)
    assert "data-stage" not in browser.open("/registration").text
    assert news(browser, "another") == ""


def test_a_browser_without_a_registration_is_told_at_once_that_there_is_none(
    browser: Browser,
) -> None:
    assert news(browser, "any") == ""


def test_without_scripts_the_pages_load_themselves_anew_or_have_a_button(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    registered(portal, browser, login)
    page = browser.open("/registration/sent").text
    assert 'href="/registration/sent"' in page.split("<noscript>")[1].split("</noscript>")[0]
    assert "http-equiv" not in page, "it would take away what is being typed"
    confirm(portal, browser, login)
    assert id_of(portal, login)
    assert '<noscript><meta http-equiv="refresh"' in browser.open("/registration").text
