"""In which language the pages are, and how it is chosen."""

import pytest

from tests.support.portal_browser import Browser

ENGLISH = {"accept-language": "en-GB,en;q=0.9,de;q=0.5"}


def language_of(browser: Browser, path: str, **headers: str) -> str:
    text = browser.http.get(path, headers=headers).text
    return text.split('<html lang="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("fr,de;q=0.5,en;q=0.4", "de"),
        ("de-AT", "de"),
        ("fr", "de"),
        ("", "de"),
        ("en;q=x", "en"),
    ],
)
def test_the_browser_says_what_it_reads(browser: Browser, accepted: str, language: str) -> None:
    for _ in range(2):
        assert language_of(browser, "/login", **{"accept-language": accepted}) == language


def test_every_page_offers_the_languages_with_their_own_names(browser: Browser) -> None:
    text = browser.open("/login").text
    assert '<a href="/language/de" lang="de" hreflang="de" aria-current="true">Deutsch</a>' in text
    assert '<a href="/language/en" lang="en" hreflang="en">English</a>' in text


def test_a_chosen_language_is_kept_in_the_cookie_of_the_visit(browser: Browser) -> None:
    value = browser.cookie("visit")
    referrer = f"{browser.url}/login?x=1"
    answer = browser.http.get("/language/en", headers={"referer": referrer})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?x=1")
    assert browser.cookie("visit") == f"{value}.en"
    assert language_of(browser, "/login") == "en"
    browser.open("/language/de")
    assert language_of(browser, "/login", **ENGLISH) == "de"


def test_before_the_cookies_are_accepted_the_address_carries_the_language(
    bare_browser: Browser,
) -> None:
    referrer = f"{bare_browser.url}/cookies?next=%2Flogin&lang=de"
    answer = bare_browser.http.get("/language/en", headers={"referer": referrer})
    assert answer.headers["location"] == "/cookies?next=%2Flogin&lang=en"
    assert "set-cookie" not in answer.headers
    assert language_of(bare_browser, answer.headers["location"]) == "en"


def test_accepting_keeps_the_language_of_the_page(bare_browser: Browser) -> None:
    bare_browser.post("/cookies?lang=en", next="/login")
    assert language_of(bare_browser, "/login") == "en"


def test_a_language_that_there_is_not_changes_nothing(browser: Browser) -> None:
    assert browser.open("/language/fr").status_code == 404
    assert language_of(browser, "/cookies?lang=fr") == "de"
    browser.http.cookies.set("visit", f"{browser.cookie('visit')}.fr", domain="127.0.0.1")
    assert language_of(browser, "/login", **ENGLISH) == "en"


def test_a_foreign_page_is_not_gone_back_to(browser: Browser) -> None:
    headers = {"referer": "https://elsewhere.example/login"}
    assert browser.http.get("/language/en", headers=headers).headers["location"] == "/"
