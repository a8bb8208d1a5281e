"""What was typed is there again: after a mistake, in another language, without cookies, after a
session; for one browser and one account only.
"""

import re
from typing import Final

import httpx2
import pytest

from portal.platform.asgi import cookie_hash
from tests.support.clerk_cases import clerk_at
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login
from tests.unit.portal.test_posts import HTML, STAGES, enter, sent

TYPED: Final = {
    "/login": ("login", "two words"),
    "/reset": ("login", "two words"),
    "/registration/new": ("last_name", "Ömer-Şahin"),
    "/barrier": ("reply_to", "kein Zeichen"),
}


@pytest.mark.parametrize("path", sorted(TYPED))
def test_what_was_typed_is_there_after_a_mistake_and_gone_from_a_fresh_page(
    browser: Browser, path: str
) -> None:
    name, text = TYPED[path]
    page = browser.submit(path, **{name: text})
    assert f'value="{text}"' in page.text
    assert portal_text("Error:") in page.text or portal_text("Error") in page.text
    assert text not in browser.open(path).text, "somebody else may sit here by now"


@pytest.mark.parametrize("path", sorted(TYPED))
def test_another_language_keeps_what_was_typed_before_it_was_sent(
    browser: Browser, path: str
) -> None:
    name, text = TYPED[path]
    browser.http.headers["referer"] = browser.url + path
    page = browser.submit(f"/language/en?from={path}", **{name: text})
    assert '<html lang="en">' in page.text
    assert f'value="{text}"' in page.text
    assert "Error" not in page.text, "nothing was sent yet"


@pytest.mark.parametrize("path", sorted(TYPED))
def test_after_a_mistake_another_language_says_it_in_that_one(browser: Browser, path: str) -> None:
    name, text = TYPED[path]
    refused = browser.post_only(path, **{name: text}).headers["location"]
    browser.http.headers["referer"] = browser.url + refused
    page = browser.submit(f"/language/en?from={path}", **{name: text})
    assert f'value="{text}"' in page.text
    assert "Error" in page.text


@pytest.mark.parametrize("path", ["/login", "/reset", "/registration/new"])
def test_a_browser_that_has_lost_its_cookies_finds_the_form_filled_after_it_has_accepted_them(
    portal: RunningPortal, path: str
) -> None:
    name, text = TYPED[path]
    browser = Browser(portal.url, accepted=False)
    answer = browser.post_only(path, **{name: text})
    assert answer.headers["location"].startswith("/cookies?next=")
    page = browser.open(answer.headers["location"]).text
    wanted = re.search(r'name="next" value="([^"]+)"', page)
    assert wanted is not None
    assert browser.open("/home").headers["location"].startswith("/cookies"), "nothing is accepted"
    filled = browser.submit("/cookies", next=wanted[1])
    assert f'value="{text}"' in filled.text


def test_a_browser_without_cookies_is_told_so_and_not_sent_in_a_circle(
    portal: RunningPortal,
) -> None:
    where, seen, text = "/registration/new", [], ""
    headers = HTML | {"sec-fetch-site": "same-origin", "origin": portal.url}
    with httpx2.Client(base_url=portal.url, verify=False) as client:
        for _ in range(4):
            client.cookies.clear()
            answer = client.get(where, headers=headers)
            seen.append(where)
            if answer.status_code == 303:
                where = answer.headers["location"]
                continue
            text = answer.text
            if 'action="/cookies' not in text:
                break
            client.cookies.clear()
            where = client.post("/cookies", data={"next": "/x"}, headers=headers).headers[
                "location"
            ]
    assert portal_text("Your browser does not accept cookies") in text
    assert len(seen) == len(set(seen))


def test_a_form_of_an_open_page_without_cookies_says_why_the_words_are_lost(
    portal: RunningPortal,
) -> None:
    headers = {"sec-fetch-site": "same-origin", "origin": portal.url}
    with httpx2.Client(base_url=portal.url, verify=False) as client:
        answer = client.post("/barrier", data={"text": ""}, headers=headers)
        client.cookies.clear()
        page = client.get(answer.headers["location"], headers=headers).text
    assert portal_text("What you entered is not there any more") in page
    assert portal_text("Your browser does not accept cookies. So …") in page


def test_a_form_that_is_not_kept_any_more_says_so(portal: RunningPortal, browser: Browser) -> None:
    where = browser.post_only("/login", login="two words").headers["location"]
    portal.clock.advance(1800)
    page = browser.open(where).text
    assert portal_text("What you entered is not there any more") in page
    assert portal_text("The portal keeps what you enter …") in page


def test_another_browser_sees_nothing_of_it(browser: Browser, another_browser: Browser) -> None:
    where = browser.post_only("/login", login="two words").headers["location"]
    assert "two words" in browser.open(where).text
    assert "two words" not in another_browser.open(where).text


def test_who_logs_out_leaves_nothing_that_was_typed(browser: Browser) -> None:
    where = browser.post_only("/login", login="two words").headers["location"]
    browser.post_only("/logout")
    assert "two words" not in browser.open(where).text


def test_nothing_but_the_forms_own_fields_is_kept(portal: RunningPortal, browser: Browser) -> None:
    where = browser.post_only("/login", login="two words", pin="482913", t="x" * 40)
    visit = cookie_hash(str(browser.cookie("visit")))
    id_ = where.headers["location"].partition("form=")[2]
    kept = portal.app.context.forms.states.find(visit, id_)
    assert kept is not None
    assert kept.fields == {"login": "two words"}


def test_a_form_whose_session_has_ended_is_there_after_the_next_login_of_the_same_account(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    device = activated(portal, login)
    enter(device, browser)
    browser.open("/devices")
    portal.clock.advance(900)
    answer = browser.post_only("/devices/rename", device=device.dev, name="Empfang links")
    assert answer.headers["location"] == "/login"
    stranger = new_login()
    portal.create_account(stranger, cleared=True)
    enter(activated(portal, stranger), browser)
    assert browser.open("/home").status_code == 200, "the form is not this account's"
    device.freshen()
    enter(device, browser)
    where = browser.led_to
    assert where.startswith("/devices?form=")
    assert 'value="Empfang links"' in browser.open(where).text
    assert browser.open("/home").status_code == 200, "it is told once"


def test_the_page_of_a_refused_form_of_a_clerk_is_no_other_accounts(
    portal: RunningPortal, browser: Browser
) -> None:
    posting = STAGES["/desk/{id}/ask"](portal, browser)
    reason = "Zu kurz"
    where = browser.post_only(posting.path, **posting.wrong | {"reason": reason}).headers[
        "location"
    ]
    assert reason in browser.open(where).text
    clerk = clerk_at(portal, new_login())
    for name in ("session", "known"):
        browser.http.cookies.delete(name)
        browser.http.cookies.set(name, clerk.http.cookies[name], domain="127.0.0.1")
    page = browser.open(where)
    assert page.status_code == 200
    assert f">{reason}<" not in page.text


def test_an_error_has_a_page_of_its_own_with_the_way_back_to_the_filled_form(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.platform.rate_limits.RateLimit.take", lambda *_: 60)
    answer = sent(browser, "/login", {"login": "max@abc.de"})
    assert answer.status_code == 303
    page = browser.open(answer.headers["location"])
    assert page.status_code == 429
    assert portal_text("Too many attempts at the moment") in page.text
    back = re.search(r'href="(/login\?form=[^"]+)"', page.text)
    assert back is not None
    assert 'value="max@abc.de"' in browser.open(back[1]).text


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}])
def test_a_form_whose_headers_were_taken_out_on_the_way_is_refused_and_not_lost(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = browser.http.post("/registration/new", data={"last_name": "Ömer"}, headers=headers)
    assert answer.status_code == 403
    back = re.search(r'href="(/registration/new\?form=[^"]+)"', answer.text)
    assert back is not None
    assert 'value="Ömer"' in browser.open(back[1]).text


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "same-origin", "origin": "https://elsewhere.example"},
    ],
)
def test_the_words_of_a_foreign_page_are_not_kept(
    portal: RunningPortal, browser: Browser, headers: dict[str, str]
) -> None:
    before = len(portal.app.context.forms.states)
    answer = browser.http.post("/login", data={"login": "evil@abc.de"}, headers=headers)
    assert answer.status_code == 403
    assert "form=" not in answer.text
    assert len(portal.app.context.forms.states) == before
