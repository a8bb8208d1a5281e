"""The cookie page comes first, and what its cookie is worth."""

import re
import socket

import pytest

from portal.web.cookies import CookieName
from portal.web.public.static_pages import came_from, local_address
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text

GATED = ["/", "/login", "/login/wait", "/home", "/devices", "/security", "/nothing"]
FOREIGN = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "/\t/elsewhere.example/",
    "/\n/elsewhere.example/",
    "\\\\elsewhere.example",
    "javascript:alert(1)",
    "elsewhere.example",
    "/ä",
    "/x\r\nSet-Cookie: a=b",
    "",
    "/" + "x" * 2000,
    "/login#t=secret",
]
LANDING = ["/login/app", "/login/finish", "/login/./app?x", "/x/%2e%2e/%6Cogin/app", "/login%2Fapp"]


@pytest.mark.parametrize("path", GATED)
def test_without_the_cookie_every_page_leads_to_the_cookie_page(
    bare_browser: Browser, path: str
) -> None:
    answer = bare_browser.open(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/cookies?next=" + path.replace("/", "%2F")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/cookies", "/static/x", "/pa/v1/keys"])
def test_what_sets_no_cookie_is_open(bare_browser: Browser, path: str) -> None:
    answer = bare_browser.open(path)
    assert answer.status_code in (200, 404)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/login/app", "/login/finish"])
def test_a_page_that_the_app_opens_sets_the_cookie_itself(bare_browser: Browser, path: str) -> None:
    assert bare_browser.open(path).status_code == 200
    assert bare_browser.open("/login").status_code == 200


def test_a_form_without_the_cookie_leads_to_the_cookie_page(bare_browser: Browser) -> None:
    answer = bare_browser.post("/login/cancel")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cookies")
    answer = bare_browser.post("/login", login="max@abc.de")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/cookies?next=%2Flogin%3Fform%3D")


def test_accepting_sets_one_cookie_and_goes_to_the_page_that_was_wanted(
    bare_browser: Browser,
) -> None:
    page = bare_browser.open("/login?x=1&y=2")
    shown = bare_browser.open(page.headers["location"]).text
    assert 'name="next" value="/login?x=1&amp;y=2"' in shown
    answer = bare_browser.post("/cookies", next="/login?x=1&y=2")
    check = answer.headers["location"]
    assert (answer.status_code, check) == (303, "/cookies/check?next=%2Flogin%3Fx%3D1%26y%3D2")
    assert bare_browser.open(check).headers["location"] == "/login?x=1&y=2"
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(r"visit=[\w-]{43}\.de; Path=/; HttpOnly; SameSite=Lax", cookie)
    assert bare_browser.open("/login").status_code == 200


def test_the_page_tells_of_every_cookie(bare_browser: Browser) -> None:
    text = bare_browser.open("/cookies").text
    privacy = bare_browser.open("/privacy").text
    for name in CookieName:
        assert f"<code>{name}</code>" in text
        assert f"<dt><code>{name}</code></dt>" in privacy
    assert portal_text("Accept") in text


def test_who_has_accepted_reads_the_page_without_being_asked_again(browser: Browser) -> None:
    kept = browser.cookie("visit")
    text = browser.open("/cookies").text
    assert portal_text("Accept") not in text
    assert portal_text("To the start page") in text
    assert "set-cookie" not in browser.post("/cookies", next="/login").headers
    assert browser.cookie("visit") == kept


@pytest.mark.parametrize("wanted", LANDING)
def test_no_link_leads_on_to_a_page_that_takes_tickets(bare_browser: Browser, wanted: str) -> None:
    """What stands behind its # would come along: somebody else's ticket, from an own page."""
    shown = bare_browser.http.get("/cookies", params={"next": wanted}).text
    assert 'name="next" value="/"' in shown
    check = bare_browser.post("/cookies", next=wanted).headers["location"]
    assert check == "/cookies/check?next=%2F"
    assert 'href="/"' in bare_browser.open("/cookies?next=" + wanted).text
    asked = bare_browser.http.get("/cookies/check", params={"next": wanted})
    assert asked.headers["location"] == "/"


@pytest.mark.parametrize("wanted", FOREIGN)
def test_nobody_is_sent_to_another_site(bare_browser: Browser, wanted: str) -> None:
    assert local_address(wanted) == "/"
    shown = bare_browser.http.get("/cookies", params={"next": wanted}).text
    assert 'name="next" value="/"' in shown
    check = bare_browser.post("/cookies", next=wanted).headers["location"]
    assert check == "/cookies/check?next=%2F"
    assert bare_browser.open(check).headers["location"] == "/"
    foreign = bare_browser.http.get("/cookies/check", params={"next": wanted})
    assert foreign.headers["location"] == "/"


@pytest.mark.parametrize("value", ["x", "A" * 42, "", "A" * 44, "A" * 42 + "ä"])
def test_a_made_up_cookie_is_not_taken_for_an_accepted_one(
    bare_browser: Browser, value: str
) -> None:
    headers = {b"cookie": f"visit={value}".encode()}
    answer = bare_browser.http.get("/login", headers=headers)
    assert answer.headers["location"].startswith("/cookies")


def test_who_knows_the_cookie_of_a_visit_is_not_let_in_by_a_login_of_that_browser(
    device: Device, browser: Browser, another_browser: Browser
) -> None:
    another_browser.http.cookies.clear()
    another_browser.http.cookies.set("visit", str(browser.cookie("visit")))
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    assert browser.is_logged_in()
    assert not another_browser.is_logged_in()
    assert another_browser.open("/login/app/state?th=", "same-origin").json() == {"result": "gone"}
    assert another_browser.cookie("session") is None


def test_logging_out_begins_another_visit_in_the_same_language(
    device: Device, browser: Browser
) -> None:
    before = str(browser.cookie("visit"))
    browser.open("/language/en")
    browser.post("/logout")
    after = str(browser.cookie("visit"))
    assert after.partition(".")[0] != before.partition(".")[0]
    assert after.endswith(".en")
    assert browser.open("/login").status_code == 200


@pytest.mark.parametrize(
    ("referrer", "page"),
    [
        ("https://portal.example/login?x=1", "/login?x=1"),
        ("https://portal.example", "/"),
        ("https://portal.example.elsewhere/login", "/"),
        ("https://portal.example@elsewhere.example/login", "/"),
        ("http://portal.example/login", "/"),
        ("https://portal.example//elsewhere.example", "/"),
        ("https://[", "/"),
        ("", "/"),
    ],
)
def test_the_page_that_somebody_came_from_is_one_of_this_portal(referrer: str, page: str) -> None:
    assert came_from(referrer, "https://portal.example") == page


@pytest.mark.parametrize("path", ["/help/", "/desk/", "/registration/"])
def test_nobody_is_sent_to_the_host_that_a_request_names(browser: Browser, path: str) -> None:
    answer = browser.http.get(path, headers={"host": "elsewhere.example"})
    assert "elsewhere.example" not in answer.headers.get("location", "")
    assert answer.status_code == 404


def test_a_request_that_names_no_path_is_answered_without_an_alarm(portal: RunningPortal) -> None:
    host, _, port = portal.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.makefile("rb").readline().split()[1] == b"303"
