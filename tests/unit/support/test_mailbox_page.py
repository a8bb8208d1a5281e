"""The page on which the demo's mails are read, and what it offers by one click."""

import re
import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest

from tests.support.demo.mailbox_page import Code, Offers, mailbox_page
from tests.support.demo.words import ENGLISH
from tests.support.mail_server import MailServer, mail_server
from tests.support.portal_browser import Browser
from tests.support.portal_server import running_portal

TO = "max@abc.de"
START = "http://127.0.0.1:1/language/de"


def new_code(login: str) -> Code:
    return Code(login, "1054 2963", "aokzweifaktor:activate?code=10542963")


class Clerk:
    """Counts the logins that the page asks for."""

    def __init__(self) -> None:
        self.logins = 0
        self.failure = ""

    def log_in(self) -> str:
        self.logins += 1
        return self.failure


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def clerk() -> Clerk:
    return Clerk()


@pytest.fixture
def http(mails: MailServer, clerk: Clerk) -> Iterator[httpx2.Client]:
    people = {"Max Mustermann": TO, "Erika Mustermann": "erika@abc.de"}
    offers = Offers(START, "Karla Klar", clerk.log_in, people, new_code)
    with (
        mailbox_page(mails, offers) as page,
        httpx2.Client(base_url=page.address, timeout=40, follow_redirects=False) as client,
    ):
        yield client


def presses(http: httpx2.Client, path: str) -> httpx2.Response:
    """A button of the page itself."""
    return http.post(path, headers={"origin": str(http.base_url).rstrip("/")})


def revision(page: str) -> str:
    found = re.search(r'data-revision="(\d+)"', page)
    assert found
    return found[1]


def send(mails: MailServer, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@example.de", TO, subject
    message["Date"] = "Mon, 24 Nov 2025 06:00:00 +0000"
    message.set_content("<b>Hallo</b> https://portal.example.de/a?t=1\n")
    message.add_alternative("<html><head></head><body><b>Hallo</b></body></html>", subtype="html")
    with smtplib.SMTP("127.0.0.1", mails.port, local_hostname="localhost") as client:
        client.send_message(message)
    mails.wait_for(TO, subject)


def test_an_empty_mailbox_says_so(http: httpx2.Client) -> None:
    assert "Noch keine E-Mail" in http.get("/").text


def test_whoever_waits_hears_of_a_new_mail_at_once(http: httpx2.Client, mails: MailServer) -> None:
    known = revision(http.get("/").text)
    with ThreadPoolExecutor(1) as waiting:
        news = waiting.submit(http.get, "/news", params={"known": known})
        send(mails, "Erste")
        told = news.result(20).json()["revision"]
    assert told != known
    assert revision(http.get("/").text) == told


def test_a_mail_is_unread_until_it_was_opened(http: httpx2.Client, mails: MailServer) -> None:
    send(mails, "Erste")
    send(mails, "Zweite")
    page = http.get("/").text
    assert "<title>(2) Postfach der Demo</title>" in page
    assert page.count('class="unread"') == page.count("(ungelesen)") == 2
    page = http.get("/mails/0").text
    assert "<title>(1) Erste – Postfach der Demo</title>" in page
    assert re.findall(r'<a class="(\w+)" href="/mails/(\d)"', page) == [
        ("unread", "1"),
        ("read", "0"),
    ]


def test_other_tabs_hear_that_a_mail_was_opened(http: httpx2.Client, mails: MailServer) -> None:
    send(mails, "Erste")
    known = revision(http.get("/").text)
    opened = revision(http.get("/mails/0").text)
    assert opened != known
    assert revision(http.get("/mails/0").text) == opened
    assert http.get("/news", params={"known": known}).json() == {"revision": opened}


def test_the_page_has_the_language_of_the_demo(mails: MailServer) -> None:
    with mailbox_page(mails, words=ENGLISH) as page:
        text = httpx2.get(page.address).text
    assert '<html lang="en">' in text
    assert "No e-mail yet" in text


def test_the_clerk_is_logged_in_by_one_click(http: httpx2.Client, clerk: Clerk) -> None:
    assert "Als Sachbearbeiterin anmelden" in http.get("/").text
    answer = presses(http, "/clerk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?clerk=")
    assert "Das Fenster von Karla Klar ist geöffnet." in http.get("/?clerk=").text
    assert clerk.logins == 1


def test_why_the_clerk_was_not_logged_in_is_said(http: httpx2.Client, clerk: Clerk) -> None:
    clerk.failure = "AZF-4002"
    shown = http.get(presses(http, "/clerk").headers["location"]).text
    assert "Die Sachbearbeiterin konnte nicht angemeldet werden (AZF-4002)." in shown


@pytest.mark.parametrize("path", ["/clerk", f"/code/{TO}"])
@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_other_sites_press_no_button(
    http: httpx2.Client, clerk: Clerk, path: str, origin: str
) -> None:
    assert http.post(path, headers={"origin": origin} if origin else {}).status_code == 403
    assert http.get(path).status_code == 405
    assert clerk.logins == 0


def test_by_another_name_of_this_computer_there_is_nothing_to_read(
    http: httpx2.Client, mails: MailServer
) -> None:
    send(mails, "Erste")
    for path in ("/", "/mails/0", "/mails/0/html"):
        assert http.get(path, headers={"host": "rebound.example"}).status_code == 400


def test_a_fresh_code_is_shown_with_the_link_into_the_app(http: httpx2.Client) -> None:
    shown = http.get(presses(http, "/code/erika@abc.de").headers["location"]).text
    assert "Aktivierungscode für erika@abc.de:" in shown
    assert "<strong>1054 2963</strong>" in shown
    assert '<a href="aokzweifaktor:activate?code=10542963">In der App öffnen</a>' in shown
    page = http.get("/").text
    assert "1054 2963" not in page
    assert "Code für Max Mustermann</button>" in page


def test_others_are_given_no_code(http: httpx2.Client) -> None:
    assert presses(http, "/code/karla.klar@aok.example").status_code == 404


def test_the_way_to_the_portal_tells_that_the_browser_is_there(mails: MailServer) -> None:
    offers = Offers(START, "Karla Klar", lambda: "", {}, new_code)
    with mailbox_page(mails, offers) as page:
        assert not page.mailbox.opened.is_set()
        text = httpx2.get(page.address).text
        assert page.mailbox.opened.is_set()
        assert not page.mailbox.portal_opened.is_set()
        answer = httpx2.get(f"{page.address}/portal")
        assert page.mailbox.portal_opened.is_set()
    assert answer.headers["location"] == "http://127.0.0.1:1/language/de"
    assert "Code für" not in text


def test_a_real_portal_has_nothing_of_it(tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        browser = Browser(portal.url)
        for path in ("/news", "/mailbox.js", "/portal", "/clerk", f"/code/{TO}", "/mails/0"):
            assert browser.open(path).status_code == 404
            assert browser.post(path).status_code == 404
        start = browser.open("/").text
    assert "Sachbearbeiterin" not in start


def test_the_newest_mail_comes_first(http: httpx2.Client, mails: MailServer) -> None:
    send(mails, "Erste")
    send(mails, "Zweite")
    assert re.findall(r"<strong>(\w+)</strong>", http.get("/").text) == ["Zweite", "Erste"]


def test_a_mail_is_read_as_text_and_as_html(http: httpx2.Client, mails: MailServer) -> None:
    send(mails, "Gruß")
    assert "24.11.2025 07:00" in http.get("/mails/0").text
    text = http.get("/mails/0?form=text").text
    assert "&lt;b&gt;Hallo&lt;/b&gt;" in text
    assert '<a href="https://portal.example.de/a?t=1" target="_blank">' in text
    html = http.get("/mails/0/html")
    assert '<head><base target="_blank"></head>' in html.text
    assert html.headers["content-security-policy"].startswith("sandbox allow-popups")


def test_a_mail_that_is_not_there_is_not_found(http: httpx2.Client) -> None:
    for path in ("/mails/0", "/mails/0/html", "/mails/0?form=other"):
        assert http.get(path).status_code == 404
