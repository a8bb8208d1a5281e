"""A login in a real browser: one tab goes on, the other becomes quiet, and nobody is left alone."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

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


def begin(page: Page, *, clicks: int = 1) -> None:
    page.goto("/login")
    page.get_by_label(portal_text("User name / e-mail address")).fill(LOGIN)
    page.get_by_role("button", name=portal_text("Continue")).click(click_count=clicks)
    page.wait_for_url("**/login/wait")


def requests_of(context: BrowserContext) -> list[str]:
    """What a browser asks for from now on, but fixed files and what tabs wait for."""
    sent: list[str] = []

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if not path.startswith("/static/") and not path.endswith("/state"):
            sent.append(f"{request.method} {path}")

    context.on("request", note)
    return sent


def take(sent: list[str]) -> list[str]:
    """What has been asked for since the last time."""
    taken = sent[:]
    sent.clear()
    return taken


def assert_is_home(page: Page, portal: RunningPortal) -> None:
    expect(page.get_by_role("heading", name="Guten Tag")).to_be_visible()
    assert page.url == f"{portal.url}/home"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_reload_and_back_at_the_waiting_page_send_no_form(
    chromium: Browser, portal: RunningPortal, device: Device, *, scripts: bool
) -> None:
    context = context_of(chromium, portal, scripts=scripts)
    page, sent = context.new_page(), requests_of(context)
    begin(page)
    answer = [] if scripts else ["GET /login/wait"]
    assert take(sent) == ["GET /login", "POST /login", *answer]
    challenge = device.poll()["challenge"]
    page.reload()
    assert take(sent) == ["GET /login/wait"]
    page.goto("/help")
    page.go_back()
    assert page.url == f"{portal.url}/login/wait"
    page.go_back()
    expect(page.locator("h1")).to_have_text(portal_text("Log in"))
    page.go_forward()
    expect(page.locator("h1:visible")).to_have_text(portal_text("Confirm in the app"))
    assert [one for one in take(sent) if one.startswith("POST")] == []
    assert device.poll()["challenge"] == challenge, "no other login has begun"


def test_two_clicks_begin_one_login(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    begin(context_of(chromium, portal).new_page(), clicks=2)
    sql = "SELECT count(*) FROM challenges WHERE login = :l"
    assert portal.query(sql, l=LOGIN)[0][0] == 1
    assert device.poll()["challenge"]


def test_of_two_tabs_that_begin_a_login_the_newer_one_waits(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    context = context_of(chromium, portal)
    older, newer = context.new_page(), context.new_page()
    begin(older)
    begin(newer)
    heading = older.locator("h1")
    expect(heading).to_have_text(portal_text("A newer login has replaced this one"))
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    front = context.new_page()
    front.goto(f"/login/finish#t={ticket}")
    assert_is_home(front, portal)
    expect(newer.locator("h1:visible")).to_have_text(portal_text("Logged in in another tab"))


def test_the_tab_that_the_app_opened_is_the_page_behind_the_login_with_one_request_less(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    context = context_of(chromium, portal)
    older, front, sent = context.new_page(), context.new_page(), requests_of(context)
    begin(older)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    take(sent)
    front.goto(f"/login/finish#t={ticket}")
    assert_is_home(front, portal)
    expect(older.locator("h1:visible")).to_have_text(portal_text("Logged in in another tab"))
    assert take(sent) == ["GET /login/finish", "POST /login/finish"]
    assert front.title().startswith(portal_text("Logged in"))
    assert ticket not in front.evaluate("JSON.stringify([location.href, history.state])")
    # What begins anew with a page: the keyboard at its top, and its own style sheet.
    assert front.evaluate("[document.activeElement.tagName, document.compatMode]") == [
        "BODY",
        "CSS1Compat",
    ]
    front.reload()
    assert_is_home(front, portal)
    front.locator("a.tile[href='/devices']").click()
    front.wait_for_url("**/devices")
    front.go_back()
    assert_is_home(front, portal)
    assert take(sent) == ["GET /home", "GET /devices", "GET /home"]
    front.get_by_role("button", name=portal_text("Log out")).click()
    front.wait_for_url("**/logged-out")
    front.go_back()
    front.wait_for_url("**/login")


def test_a_ticket_that_got_no_answer_is_posted_again(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    context = context_of(chromium, portal)
    older, front = context.new_page(), context.new_page()
    begin(older)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            # It reaches the portal, and what that answers reaches nobody.
            own = {"sec-fetch-site": "same-origin", "origin": portal.url}
            lost.append(route.fetch(headers=route.request.headers | own).text())
            route.abort()
        else:
            route.continue_()

    front.route("**/login/finish", lose_first_answer)
    front.goto(f"/login/finish#t={ticket}")
    assert_is_home(front, portal)
    assert "Guten Tag" in lost[0]


def test_the_page_of_a_login_from_the_app_waits_in_its_post_and_can_be_loaded_again(
    chromium: Browser, portal: RunningPortal, device: Device
) -> None:
    context = context_of(chromium, portal)
    page, sent = context.new_page(), requests_of(context)
    ticket = device.applogin()["ticket"]
    page.goto(f"/login/app#t={ticket}")
    assert device.claim(ticket, 25)["state"] == "claimed"
    assert ticket not in page.evaluate("JSON.stringify([location.href, history.state])")
    page.reload()
    expect(page.locator("h1:visible")).to_have_text(portal_text("You are being logged in"))
    device.claimok(ticket)
    assert_is_home(page, portal)
    assert take(sent) == ["GET /login/app", "POST /login/app", "GET /login/app"]


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
    expect(older.locator("h1:visible")).to_have_text(portal_text("Logged in in another tab"))
    assert older.title().startswith(portal_text("Logged in in another tab"))
    older.reload()
    assert older.url == f"{portal.url}/login/other-tab"
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


@pytest.mark.parametrize("accepted", [True, False], ids=["accepted", "new here"])
@pytest.mark.parametrize("mark", ["%23", "#"])
def test_no_link_brings_a_strangers_ticket_by_way_of_the_cookie_page(
    chromium: Browser, portal: RunningPortal, device: Device, mark: str, *, accepted: bool
) -> None:
    ticket = device.applogin()["ticket"]
    context = context_of(chromium, portal) if accepted else chromium.new_context(locale="de-DE")
    page = context.new_page()
    link = f"{portal.url}/cookies?next=/login/app{mark}t={ticket}"
    page.set_content(f"<a href='{link}'>A foreign page</a>")
    page.get_by_role("link").click()
    if accepted:
        page.get_by_role("link", name=portal_text("To the start page")).click()
    else:
        page.get_by_role("button", name=portal_text("Accept")).click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    assert device.claim(ticket)["state"] == "unclaimed"
