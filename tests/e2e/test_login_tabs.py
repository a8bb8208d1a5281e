"""A login in a real browser: one tab goes on, the other becomes quiet, and nobody is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.platform.asgi import new_cookie
from tests.support.device import Device
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text

LOGIN = "maler.montag@abc.de"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path) as portal:
        portal.create_account(LOGIN, "Maren Montag", cleared=True)
        yield portal


@pytest.fixture
def device(portal: RunningPortal) -> Device:
    device = Device(portal.url)
    device.activate(LOGIN, portal.issue_code(LOGIN))
    device.confirm()
    return device


def context_of(chromium: Browser, portal: RunningPortal, *, scripts: bool = True) -> BrowserContext:
    context = chromium.new_context(locale="de-DE", base_url=portal.url, java_script_enabled=scripts)
    context.add_cookies([{"name": "visit", "value": new_cookie(), "url": portal.url}])
    return context


def begin(page: Page) -> None:
    page.goto("/login")
    page.get_by_label(portal_text("User name / e-mail address")).fill(LOGIN)
    page.get_by_role("button", name=portal_text("Continue")).click()
    page.wait_for_url("**/login/wait")


def test_the_tab_that_the_app_opens_goes_on_and_the_older_one_becomes_quiet(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    context = context_of(chromium, portal)
    older, front = context.new_page(), context.new_page()
    begin(older)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    front.goto(f"/login/finish#t={ticket}")
    expect(front.get_by_role("heading", name="Guten Tag")).to_be_visible()
    assert front.url == f"{portal.url}/home"
    expect(older.locator("h1")).to_have_text(portal_text("Logged in in another tab"))
    older.get_by_role("link", name=portal_text("Go on working here")).click()
    expect(older.get_by_role("heading", name="Guten Tag")).to_be_visible()


def test_the_page_says_so_where_the_link_has_not_opened_the_app(
    chromium: Browser, portal: RunningPortal
) -> None:
    page = context_of(chromium, portal).new_page()
    begin(page)
    hint = page.locator("[data-unopened]")
    link = page.get_by_role("link", name=portal_text("Open the app"))
    assert (link.get_attribute("href") or "").startswith("aokzweifaktor:login?challenge=")
    expect(hint).to_be_hidden()
    link.click()
    expect(hint).to_be_visible()
    assert page.url.endswith("/login/wait")


def test_a_page_that_lost_the_keyboard_to_the_app_says_nothing_until_it_is_back(
    chromium: Browser, portal: RunningPortal
) -> None:
    page = context_of(chromium, portal).new_page()
    page.add_init_script("document.hasFocus = () => false")
    page.clock.install()
    begin(page)
    page.get_by_role("link", name=portal_text("Open the app")).click()
    page.clock.run_for(5_000)
    hint = page.locator("[data-unopened]")
    expect(hint).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(hint).to_be_visible()


def test_the_usual_reasons_are_offered_after_some_seconds(
    chromium: Browser, portal: RunningPortal
) -> None:
    page = context_of(chromium, portal).new_page()
    page.clock.install()
    begin(page)
    question = page.get_by_text(portal_text("No request in the app?"))
    expect(question).to_be_hidden()
    page.clock.run_for(10_000)
    expect(question).to_be_visible()
    reasons = page.locator("details li")
    expect(reasons.first).to_be_hidden()
    question.click()
    expect(reasons).to_have_count(5)
    expect(reasons.first).to_be_visible()


def test_without_scripts_reasons_and_link_are_there_at_once(
    chromium: Browser, portal: RunningPortal
) -> None:
    page = context_of(chromium, portal, scripts=False).new_page()
    begin(page)
    expect(page.get_by_role("heading", name=portal_text("No request in the app?"))).to_be_visible()
    expect(page.locator("noscript li")).to_have_count(5)
    expect(page.get_by_role("link", name=portal_text("Open the app"))).to_be_visible()
