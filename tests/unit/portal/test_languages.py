"""In which language the pages are, and how it is chosen."""

import re
from contextvars import copy_context

import pytest

from crypto.challenge import read_challenge
from portal.platform.language import clock_time, german_date, german_time, short_time, use_language
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

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
    text = browser.open("/").text
    assert links_to_languages(text) == {"de": ("Deutsch", "DE"), "en": ("English", "EN")}
    with_a_form = browser.open("/login").text
    assert 'formaction="/language/en?from=/login"' in with_a_form
    assert 'aria-label="English">EN</button>' in with_a_form


def links_to_languages(page: str) -> dict[str, tuple[str, str]]:
    """What each is called, and what it shows."""
    found = re.findall(r'href="/language/(\w+)".* aria-label="(\w+)".*>(\w+)</a>', page)
    return {code: (name, shown) for code, name, shown in found}


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


def test_the_cookie_page_has_the_language_of_the_address_that_was_wanted(
    bare_browser: Browser,
) -> None:
    answer = bare_browser.http.get("/language/en", headers={"accept-language": "de"})
    assert answer.headers["location"] == "/?lang=en"
    answer = bare_browser.http.get("/?lang=en", headers={"accept-language": "de"})
    assert answer.headers["location"] == "/cookies?next=%2F%3Flang%3Den&lang=en"
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


def test_the_pages_of_a_login_are_in_english(browser: Browser, device: Device, login: str) -> None:
    browser.open("/language/en")
    assert "Enter your user name" in browser.open("/login").text
    assert "Please enter your user name" in browser.post("/login", login="").text
    browser.begin(login)
    wait = browser.open("/login/wait").text
    assert "Confirm in the app" in wait
    assert 'data-unit="minutes"' in wait
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    home = browser.open("/home").text
    assert "Welcome, Max Mustermann" in home
    assert "This is your first login" in home


def test_an_error_is_told_in_the_language_of_whoever_asks(browser: Browser) -> None:
    assert "This page does not exist" in browser.http.get("/nothing", headers=ENGLISH).text
    assert "Diese Seite gibt es nicht" in browser.open("/nothing").text


def test_a_change_is_shown_in_the_app_in_the_language_of_the_page_that_asks(
    browser: Browser, device: Device
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    browser.open("/language/en")
    page = browser.open("/devices").text
    dev = page.split('name="device" value="')[1].split('"')[0]
    address = browser.post("/devices/rename", device=dev, name="Office").headers["location"]
    asked = read_challenge(device.poll()["challenge"]).action
    assert re.fullmatch("Rename the device “.+” to “Office”", asked)
    assert asked in browser.open(address).text


def test_a_page_that_answered_a_form_can_be_had_in_another_language(
    browser: Browser, device: Device
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    for path in ("/login", "/devices/rename"):
        where = browser.post_only(path, device="x", name="").headers["location"]
        headers = {"referer": browser.url + where}
        back = browser.http.get("/language/en", headers=headers).headers["location"]
        assert back == where
        assert browser.open(back).status_code == 200


def test_an_unknown_browser_is_called_so_in_the_language_that_it_asks_for(
    portal: RunningPortal, device: Device, login: str
) -> None:
    browser = Browser(portal.url, agent="x")
    browser.http.headers.update(ENGLISH)
    browser.begin(login)
    asked = read_challenge(device.poll()["challenge"])
    assert (asked.browser, asked.os) == ("Unknown browser", "Unknown system")


def test_the_history_is_told_in_the_language_of_whoever_reads(
    browser: Browser, device: Device
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    assert "Anmeldung aus der App" in browser.open("/security").text
    browser.open("/language/en")
    page = browser.open("/security").text
    assert "Login from the app" in page
    assert "Security history" in page


@pytest.mark.parametrize(
    ("language", "time", "day", "clock", "short"),
    [
        (
            "de",
            "24. November 2025 um 07:00 Uhr",
            "24. November 2025",
            "07:00 Uhr",
            "24.11.2025, 07:00",
        ),
        ("en", "24 November 2025 at 07:00", "24 November 2025", "07:00", "24 Nov 2025, 07:00"),
    ],
)
def test_times_are_those_of_germany_in_the_words_of_the_language(
    language: str, time: str, day: str, clock: str, short: str
) -> None:
    def told() -> tuple[str, str, str, str]:
        use_language(language)
        return german_time(moment), german_date(moment), clock_time(moment), short_time(moment)

    moment = 1_763_964_000
    assert copy_context().run(told) == (time, day, clock, short)
