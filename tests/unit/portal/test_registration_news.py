"""Pages about a registration notice by themselves what happens elsewhere."""

import contextlib
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.clerk_cases import clerk_at, ordered_registration
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import confirm, id_of, links, newcomer, registered, token
from tests.support.uploads import samples
from tests.support.uploads.registrations import PATH, upload
from tests.unit.portal.conftest import activated, new_login


def stage_on(browser: Browser, path: str) -> str:
    found = re.search(r'id="news" data-stage="(\w+)"', browser.open(path).text)
    assert found is not None
    return found[1]


def news(browser: Browser, known: str) -> str:
    return str(browser.fetch("/registration/state", stage=known)["stage"])


@contextlib.contextmanager
def woken(browser: Browser, known: str) -> Iterator[None]:
    """What happens in this block reaches a page that waits, before its time is over."""
    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(news, browser, known)
        yield
        began = time.monotonic()
        assert told.result() != known
    assert time.monotonic() - began < 20, "it was woken, and did not wait for its time to end"


def test_the_page_that_waits_for_the_mail_learns_of_the_confirmation_in_another_tab(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    registered(portal, browser, login)
    waiting, other_tab = Browser(portal.url, accepted=False), browser
    waiting.http.cookies.update(browser.http.cookies)
    known = stage_on(waiting, "/registration/sent")
    with woken(waiting, known):
        confirm(portal, other_tab, login)
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
    with woken(browser, known):
        clerk.post_only(f"/desk/{id_}/{decision}", **form)
    assert stage_on(browser, "/registration") != known


def test_the_status_page_learns_that_a_device_has_come_or_gone(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    newcomer(portal, browser, login)
    with woken(browser, stage_on(browser, "/registration")):
        device = activated(portal, login)
    with woken(browser, stage_on(browser, "/registration")):
        device.revoke(device.dev)


@pytest.mark.heavy
def test_the_status_page_learns_of_each_step_of_the_certificate_in_another_tab(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    newcomer(portal, browser, login)
    other_tab = browser
    for file in ("one.pdf", "two.pdf"):
        with woken(browser, stage_on(browser, "/registration")):
            upload(other_tab, (file, samples.pdf()))
    ids = re.findall(r'name="attachment" value="([^"]+)"', other_tab.open(PATH, "same-origin").text)
    with woken(browser, stage_on(browser, "/registration")):
        other_tab.post(f"{PATH}/remove", attachment=ids[0])
    with woken(browser, stage_on(browser, "/registration")):
        other_tab.post(f"{PATH}/next")


def test_a_page_learns_that_its_registration_is_deleted(
    portal: RunningPortal, browser: Browser
) -> None:
    login, other = new_login(), Browser(portal.url)
    registered(portal, browser, login)
    known = stage_on(browser, "/registration/sent")
    portal.clock.advance(1)
    registered(portal, other, login)
    with woken(browser, known):
        confirm(portal, other, login)
    assert news(browser, known) == ""


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
