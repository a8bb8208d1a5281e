"""Links of mails in a real browser: no address that it sends to a server holds the secret."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support import portal_browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.registrations import links, registered, token
from tests.support.texts import portal_text

LOGIN = "erika@abc.de"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with running_portal(tmp_path) as portal:
        yield portal


@pytest.fixture
def link(portal: RunningPortal) -> str:
    """It confirms the address of somebody who registered in another browser."""
    id_ = registered(portal, portal_browser.Browser(portal.url), LOGIN)
    return links(portal).confirm(id_, LOGIN)


@dataclass
class Sent:
    """What a proxy on the way could write down: addresses, and where a request came from."""

    page: Page

    def __post_init__(self) -> None:
        self.texts: list[str] = []
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.texts += [request.url.partition("#")[0], request.headers.get("referer", "")]


def accept_cookies(page: Page) -> None:
    page.get_by_role("button", name=portal_text("Accept")).click()


def confirm(page: Page) -> None:
    page.get_by_role("button", name=portal_text("Confirm e-mail address")).click()
    expect(page.locator("h1")).to_have_text(portal_text("You have confirmed your e-mail address"))


def test_a_link_leads_on_by_itself_past_cookies_and_another_language(
    chromium: Browser, link: str
) -> None:
    page = chromium.new_context(locale="de-DE").new_page()
    sent = Sent(page)
    page.goto(link)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Erika Mustermann")).to_be_visible()
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_text("Erika Mustermann")).to_be_visible()
    assert token(link) not in page.url
    confirm(page)
    assert sent.texts
    assert [text for text in sent.texts if token(link) in text] == []


def test_without_scripts_the_link_is_copied_into_a_field(chromium: Browser, link: str) -> None:
    page = chromium.new_context(locale="de-DE", java_script_enabled=False).new_page()
    sent = Sent(page)
    page.goto(link)
    accept_cookies(page)
    page.get_by_label(portal_text("Link of the e-mail")).fill(link)
    page.get_by_role("button", name=portal_text("Continue")).click()
    confirm(page)
    assert [text for text in sent.texts if token(link) in text] == []


def test_where_the_links_page_is_open_already_the_link_leads_on(
    chromium: Browser, portal: RunningPortal, link: str
) -> None:
    page = chromium.new_context(locale="de-DE").new_page()
    page.goto(f"{portal.url}/registration/confirm")
    accept_cookies(page)
    expect(page.get_by_label(portal_text("Link of the e-mail"))).to_be_visible()
    page.goto(link)
    confirm(page)
