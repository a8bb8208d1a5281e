"""The demo's mailbox in a real browser: live while a mail is read, without asking all the time."""

import re
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.demo.mailbox_page import Code, MailboxPage, Offers, mailbox_page
from tests.support.mail_server import MailServer, mail_server
from tests.support.patience import until

CODE = Code("max@abc.de", "1054 2963", "aokzweifaktor:activate?code=10542963")
PEOPLE = {"Max Mustermann": CODE.login}
OFFERS = Offers("http://127.0.0.1:1/language/de", "Karla Klar", lambda: "", PEOPLE, lambda _: CODE)


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def mailbox(mails: MailServer) -> Iterator[MailboxPage]:
    with mailbox_page(mails, OFFERS) as page:
        yield page


@pytest.fixture
def tab(chromium: Browser, mailbox: MailboxPage) -> Page:
    page = chromium.new_page()
    page.goto(mailbox.address)
    return page


def send(mails: MailServer, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "portal@example.de", "max@abc.de", subject
    message["Date"] = "Mon, 24 Nov 2025 06:00:00 +0000"
    message.set_content("Hallo\n")
    message.add_alternative("<html><head></head><body>Hallo</body></html>", subtype="html")
    with smtplib.SMTP("127.0.0.1", mails.port, local_hostname="localhost") as client:
        client.send_message(message)


def test_new_mails_appear_beside_the_one_that_is_read(tab: Page, mails: MailServer) -> None:
    expect(tab.get_by_text("Noch keine E-Mail.")).to_be_visible()
    send(mails, "Erste")
    expect(tab).to_have_title("(1) Postfach der Demo")
    tab.get_by_role("link", name="Erste").click()
    expect(tab).to_have_title("Erste – Postfach der Demo")
    tab.get_by_role("link", name="Nur Text").focus()
    send(mails, "Zweite")
    expect(tab).to_have_title("(1) Erste – Postfach der Demo")
    expect(tab.locator("#mails strong")).to_have_text(["Zweite", "Erste"])
    expect(tab.locator("#arrived")).to_have_text("Eine neue E-Mail ist da: Zweite")
    expect(tab.get_by_role("heading", name="Erste")).to_be_visible()
    expect(tab.get_by_role("link", name="Nur Text")).to_be_focused()


def test_the_focus_stays_on_its_mail_when_the_list_grows(tab: Page, mails: MailServer) -> None:
    send(mails, "Erste")
    tab.get_by_role("link", name="Erste").focus()
    send(mails, "Zweite")
    expect(tab.locator("#mails strong")).to_have_text(["Zweite", "Erste"])
    expect(tab.get_by_role("link", name="Erste")).to_be_focused()


def test_a_mail_costs_one_question_and_one_look(tab: Page, mails: MailServer) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    # Playwright tells its browser's side to report requests, and does not wait for that; the mail
    # comes another way, and an answer to a later call says that it was heard.
    tab.title()
    send(mails, "Erste")
    expect(tab).to_have_title("(1) Postfach der Demo")
    until(lambda: tab.title() and "news?known=1" in asked)
    # The question that was open already is none of these.
    assert [each for each in asked if each != "news?known=0"] == ["", "news?known=1"]


def test_a_code_is_shown_once(tab: Page) -> None:
    tab.get_by_role("button", name="Code für Max Mustermann").click()
    expect(tab.get_by_text("1054 2963")).to_be_visible()
    # The page's script takes the word for it out of the address, a moment after it is drawn.
    expect(tab).not_to_have_url(re.compile(r"code"))
    tab.reload()
    expect(tab.get_by_role("button", name="Code für Max Mustermann")).to_be_visible()
    expect(tab.get_by_text("1054 2963")).to_have_count(0)


def test_the_end_of_the_demo_is_told(chromium: Browser, mails: MailServer) -> None:
    with mailbox_page(mails, OFFERS) as page:
        tab = chromium.new_page()
        tab.goto(page.address)
    expect(
        tab.get_by_text("Die Demo ist beendet. Sie können diesen Tab schließen.")
    ).to_be_visible()
