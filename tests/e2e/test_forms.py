"""Forms in a real browser: back, reload, another language, two clicks, no cookies, Enter."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from portal.platform.asgi import new_cookie
from tests.support.main_job.browser import CHROMIUM
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.registrations import FORM
from tests.support.texts import portal_text

LOGIN = "erika@abc.de"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, portal: RunningPortal
) -> Iterator[Page]:
    context = chromium.new_context(
        locale="de-DE", base_url=portal.url, java_script_enabled=request.param
    )
    context.add_cookies([{"name": "visit", "value": new_cookie(), "url": portal.url}])
    yield context.new_page()
    context.close()


def fill_in(page: Page, **changes: str) -> None:
    """Step 1 of a registration."""
    page.goto("/registration/new")
    values = FORM | {"email": LOGIN, "email_again": LOGIN} | changes
    for name, text in values.items():
        field = page.locator(f"[name={name}]")
        if name in ("terms", "data"):
            field.check()
        elif name == "salutation":
            field.select_option(text)
        elif name not in ("institution", "postal_code"):
            field.fill(text)


def go_on(page: Page) -> None:
    page.get_by_role("button", name=portal_text("Continue"), exact=True).click()


def typed(page: Page, name: str) -> str:
    return page.locator(f"[name={name}]").input_value()


def test_back_and_reload_after_a_mistake_show_pages_and_send_nothing(
    page: Page, portal: RunningPortal
) -> None:
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    page.goto("/login")
    for wrong in ("two words", "three more words"):
        page.get_by_label(portal_text("User name / e-mail address")).fill(wrong)
        # The error of the first try is there until the second has been answered.
        with page.expect_navigation():
            go_on(page)
        expect(page.locator("#login-error")).to_be_visible()
    assert len(posts) == 2
    page.goto("/help")
    page.go_back()
    expect(page.locator("h1")).to_have_text(portal_text("Log in"))
    assert typed(page, "login") == "three more words"
    page.go_back()
    # The browser may put back what was typed over it.
    assert typed(page, "login") in ("two words", "three more words")
    page.reload()
    expect(page.locator("#login-error")).to_be_visible()
    assert typed(page, "login") in ("two words", "three more words")
    assert len(posts) == 2


def test_another_language_keeps_a_form_that_is_half_filled_in(page: Page) -> None:
    fill_in(page, last_name="Ömer-Şahin", email_again="")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert typed(page, "last_name") == "Ömer-Şahin"
    assert typed(page, "email") == LOGIN
    assert page.locator("[name=terms]").is_checked()
    expect(page.locator(".summary")).to_have_count(0)


def test_cookies_that_are_gone_lose_nothing(page: Page) -> None:
    fill_in(page, last_name="Ömer-Şahin", email="no address")
    page.context.clear_cookies()
    go_on(page)
    expect(page.locator("h1")).to_have_text("Cookies")
    page.get_by_role("button", name=portal_text("Accept")).click()
    assert typed(page, "last_name") == "Ömer-Şahin"
    expect(page.locator(".summary")).to_have_count(0)


def test_two_quick_clicks_make_one_registration(page: Page, portal: RunningPortal) -> None:
    login = f"{new_cookie()[:12].strip('-_').lower()}@abc.de"
    portal.execute("DELETE FROM institutions WHERE ik = :ik", ik=FORM["ik"])
    fill_in(page, email=login, email_again=login, ik="260326822")
    button = page.get_by_role("button", name=portal_text("Continue"), exact=True)
    if page.locator("[name=institution]").is_hidden():
        button.click()
    for name in ("institution", "postal_code"):
        page.locator(f"[name={name}]").fill(FORM[name])
    button.dblclick()
    page.wait_for_url("**/registration/sent")
    rows = portal.query("SELECT count(*) FROM registrations WHERE login = :l", l=login)
    assert rows[0][0] == 1
    mails = portal.query("SELECT count(*) FROM outbox WHERE recipient = :l", l=login)
    assert mails[0][0] == 1


def test_enter_in_a_field_sends_the_form_and_changes_no_language(page: Page) -> None:
    page.goto("/login")
    page.get_by_label(portal_text("User name / e-mail address")).fill(LOGIN)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/wait")
    expect(page.locator("html")).to_have_attribute("lang", "de")


def test_a_browser_that_refuses_cookies_is_told_so(
    playwright: Playwright, portal: RunningPortal, tmp_path: Path
) -> None:
    # What "block all cookies" in the settings of Chromium writes.
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(settings), encoding="utf-8")
    context = playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        base_url=portal.url,
        locale="de-DE",
    )
    page = context.new_page()
    page.goto("/registration/new")
    page.get_by_role("button", name=portal_text("Accept")).click()
    expect(page.locator("h1")).to_have_text(portal_text("Your browser does not accept cookies"))
    page.get_by_role("link", name=portal_text("Try again"), exact=True).click()
    expect(page.locator("h1")).to_have_text("Cookies")
    context.close()
