"""Help, accessibility, contact, terms, privacy: the same in both languages."""

import re
from datetime import datetime

import httpx2
import pytest

from portal.platform.branding import load_branding
from portal.web.public.static_pages import NAMES
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

ENGLISH = {"accept-language": "en"}


def ids(text: str) -> list[str]:
    return re.findall(r'<h2 id="([a-z-]+)"', text)


def get(browser: Browser, name: str, **headers: str) -> httpx2.Response:
    return browser.http.get(f"/{name}", headers=headers)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_sections(browser: Browser, name: str) -> None:
    german, english = get(browser, name).text, get(browser, name, **ENGLISH).text
    assert '<html lang="de">' in german
    assert '<html lang="en">' in english
    assert ids(german) == ids(english)
    assert len(ids(german)) >= 3
    assert re.findall(r"<h1>(.*?)</h1>", german) != re.findall(r"<h1>(.*?)</h1>", english)


@pytest.mark.parametrize("headers", [{}, ENGLISH])
@pytest.mark.parametrize("name", NAMES)
def test_long_pages_begin_with_links_to_all_their_sections(
    browser: Browser, name: str, headers: dict[str, str]
) -> None:
    text = get(browser, name, **headers).text
    wanted = [id_ for id_ in ids(text) if id_ != "contents"]
    if name != "contact":
        assert re.findall(r'<li><a href="#([a-z-]+)"', text) == wanted
    assert len(set(wanted)) == len(wanted)


@pytest.mark.parametrize("name", [*NAMES, "barrier", "barrier/thanks", "download"])
def test_these_pages_need_no_cookie_and_set_none(bare_browser: Browser, name: str) -> None:
    answer = get(bare_browser, name)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{}, ENGLISH])
def test_links_between_these_pages_lead_somewhere(
    browser: Browser, headers: dict[str, str]
) -> None:
    pattern = rf'href="/({"|".join(NAMES)}|barrier|download)(?:#([a-z-]+))?"'
    links = {link for name in NAMES for link in re.findall(pattern, get(browser, name).text)}
    assert len(links) >= 5
    for name, place in links:
        text = get(browser, name, **headers).text
        assert not place or f'id="{place}"' in text


def test_help_answers_what_people_ask(browser: Browser) -> None:
    wanted = {"register", "certificate", "files", "code", "pin", "lost", "devices", "providers"}
    wanted |= {"citrix", "no-mail", "unknown-ik", "clearance", "browser", "approve", "data"}
    assert wanted <= set(ids(get(browser, "help").text))


def test_security_txt_says_whom_to_tell_and_until_when(
    portal: RunningPortal, bare_browser: Browser
) -> None:
    """RFC 9116: plain text, contact and an end less than a year away, without the cookie page."""
    answer = bare_browser.http.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == f"mailto:{load_branding().technical_email}"
    assert fields["Canonical"] == f"{portal.url}/.well-known/security.txt"
    end = datetime.fromisoformat(fields["Expires"]).timestamp()
    assert portal.clock.now() < end < portal.clock.now() + 365 * 86_400
