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
    ways = page.locator("details li")
    link = page.get_by_role("link", name=portal_text("Open the app"))
    assert (link.get_attribute("href") or "").startswith("aokzweifaktor:login?challenge=")
    expect(link).to_be_focused()
    expect(ways.first).to_be_hidden()
    link.click()
    status = page.locator(".opening")
    expect(status).to_have_text(portal_text("Opening the app. Please wait."))
    expect(ways.first).to_be_visible()
    expect(status).to_have_text(portal_text("The app has not opened. …"))
    assert page.url.endswith("/login/wait")


@pytest.mark.parametrize(
    ("away", "opens"),
    [
        # The browser's question was answered, and no app came to the front.
        ([1], True),
        # It was answered, then the app was in front.
        ([1, 20], False),
        # The app was in front at once.
        ([20], False),
    ],
)
def test_the_ways_out_open_only_where_no_app_took_the_keyboard(
    chromium: Browser, portal: RunningPortal, away: list[int], opens: bool
) -> None:
    page = context_of(chromium, portal).new_page()
    page.clock.install()
    begin(page)
    page.get_by_role("link", name=portal_text("Open the app")).click()
    for seconds in away:
        page.clock.run_for(500)
        page.evaluate("dispatchEvent(new Event('blur'))")
        page.clock.run_for(seconds * 1000)
        page.evaluate("dispatchEvent(new Event('focus'))")
    page.clock.run_for(10_000)
    expect(page.locator("details li").first).to_be_visible(visible=opens)


def test_the_page_that_waits_says_what_happens_once_it_is_approved(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    page = context_of(chromium, portal).new_page()
    begin(page)
    device.respond(device.poll()["challenge"])
    heading = page.get_by_role("heading", name=portal_text("Confirmed"))
    expect(heading).to_be_focused()
    expect(page.locator("h1:visible")).to_have_count(1)
    expect(page.get_by_text(portal_text("No request in the app?"))).to_be_hidden()
    assert page.title().startswith(portal_text("Confirmed"))


def test_the_ways_out_are_folded_and_numbered(portal: RunningPortal, chromium: Browser) -> None:
    page = context_of(chromium, portal).new_page()
    begin(page)
    ways = page.locator("details li")
    expect(ways.first).to_be_hidden()
    page.get_by_text(portal_text("No request in the app?"), exact=True).click()
    expect(ways.first).to_be_visible()
    # A fifth, for an app on another computer, is there where the portal offers it.
    expect(ways).to_have_count(4)


def test_without_scripts_ways_out_and_link_are_there_at_once(
    chromium: Browser, portal: RunningPortal
) -> None:
    page = context_of(chromium, portal, scripts=False).new_page()
    begin(page)
    for way in page.locator("details li").all():
        expect(way).to_be_visible()
    expect(page.get_by_role("link", name=portal_text("Open the app"))).to_be_visible()
