"""The page on which the demo's mails are read."""

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import httpx2
import pytest

from tests.support.mail_server import MailServer, mail_server
from tests.support.mailbox_page import mailbox_page

TO = "max@abc.de"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def http(mails: MailServer) -> Iterator[httpx2.Client]:
    with mailbox_page(mails) as address, httpx2.Client(base_url=address) as client:
        yield client


def send(mails: MailServer, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@example.de", TO, subject
    message["Date"] = "Mon, 24 Nov 2025 06:00:00 +0000"
    message.set_content("<b>Hallo</b> https://portal.example.de/a?t=1\n")
    message.add_alternative("<html><head></head><body><b>Hallo</b></body></html>", subtype="html")
    with smtplib.SMTP("127.0.0.1", mails.port, local_hostname="localhost") as client:
        client.send_message(message)
    mails.wait_for(TO, subject)


def test_an_empty_mailbox_says_so_and_looks_again_by_itself(http: httpx2.Client) -> None:
    page = http.get("/").text
    assert "Noch keine E-Mail" in page
    assert 'http-equiv="refresh"' in page


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
