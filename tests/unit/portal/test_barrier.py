"""`/barrier`: what somebody writes reaches the support, and nothing else does."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.platform.limits import Limit
from portal.platform.rate_limits import Rate
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.support.texts import portal_text


def emails(portal: RunningPortal) -> list[Any]:
    rows = portal.query("SELECT kind, recipient, facts FROM outbox ORDER BY id")
    return [(row.kind, row.recipient, json.loads(row.facts)) for row in rows]


@pytest.fixture
def own_browser(own_portal: RunningPortal) -> Browser:
    return Browser(own_portal.url)


def test_a_report_is_sent_to_the_support_and_thanked_for(
    own_portal: RunningPortal, own_browser: Browser
) -> None:
    form = {"page": "/help", "text": "Kein Fokus.\r\nNirgends.", "reply_to": "max@abc.de"}
    answer = own_browser.post("/barrier", **form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/barrier/thanks")
    assert portal_text("Thank you") in own_browser.open("/barrier/thanks").text
    facts = {"page": "/help", "text": "Kein Fokus.\nNirgends.", "reply_to": "max@abc.de"}
    assert emails(own_portal) == [("barrier", "Support-OSLE@itscare.de", facts)]


def test_page_and_address_may_be_left_out(own_portal: RunningPortal, own_browser: Browser) -> None:
    assert own_browser.post("/barrier", text="Zu klein.").status_code == 303
    assert emails(own_portal)[0][2] == {"page": "", "text": "Zu klein.", "reply_to": ""}


@pytest.mark.parametrize(
    ("form", "field", "words"),
    [
        ({"text": " \r\n "}, "text", "Bitte beschreiben Sie"),
        ({"text": "x" * 2001}, "text", "zu lang"),
        ({"text": "x", "reply_to": "max"}, "reply_to", "Hier fehlt das @"),
        (
            {"text": "x", "reply_to": "max@abc.de, eva@abc.de"},
            "reply_to",
            "nur eine E‑Mail‑Adresse",
        ),
        ({"text": "x", "reply_to": "max@abc.d"}, "reply_to", "Die Endung „.d“ gibt es nicht"),
    ],
)
def test_a_mistake_is_explained_at_its_field_and_nothing_typed_is_lost(
    own_portal: RunningPortal, own_browser: Browser, form: dict[str, str], field: str, words: str
) -> None:
    answer = own_browser.post("/barrier", page="/help", **form)
    assert answer.status_code == 200
    assert f'id="{field}-error">' in answer.text
    assert words in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert 'value="/help"' in answer.text
    assert form["text"].strip() in answer.text
    assert emails(own_portal) == []


def test_a_text_of_2000_characters_passes_whatever_they_are(
    own_portal: RunningPortal, own_browser: Browser
) -> None:
    assert own_browser.post("/barrier", text="\N{GRINNING FACE}" * 2000).status_code == 303
    assert len(emails(own_portal)[0][2]["text"]) == 2000


def test_no_field_can_begin_a_new_line_of_the_mails_head(
    own_portal: RunningPortal, own_browser: Browser
) -> None:
    evil = "/help\r\nBcc: all@abc.de\u2028x"
    assert own_browser.post("/barrier", page=evil, text="x").status_code == 303
    assert emails(own_portal)[0][2]["page"] == "/help Bcc: all@abc.de x"
    answer = own_browser.post("/barrier", text="x", reply_to="max@abc.de\r\nBcc: all@abc.de")
    assert answer.status_code == 200
    assert len(emails(own_portal)) == 1


def test_a_secret_in_the_address_of_a_page_is_not_passed_on(
    own_portal: RunningPortal, own_browser: Browser
) -> None:
    page = own_browser.open("/barrier?page=/registration/confirm%3Ft%3Dsecret").text
    assert 'value="/registration/confirm"' in page
    own_browser.post("/barrier", page="https://p/registration/status?t=secret#x", text="x")
    assert emails(own_portal)[0][2]["page"] == "https://p/registration/status"


def test_the_page_that_the_footer_was_on_is_filled_in(browser: Browser) -> None:
    for referer, page in {
        f"{browser.url}/registration?x=1": "/registration",
        f"{browser.url}/": "",
        "https://elsewhere.example/words": "",
        "http://[": "",
    }.items():
        text = browser.http.get("/barrier", headers={"referer": referer}).text
        assert f'value="{page}"' in text.split('name="page"')[1].split(">")[0]


def test_a_link_cannot_put_words_into_the_form(browser: Browser) -> None:
    assert "Gewonnen" not in browser.open("/barrier?page=Gewonnen").text


def test_what_was_typed_is_shown_as_text(browser: Browser) -> None:
    evil = "</textarea><script>alert(1)</script>"
    answer = browser.post("/barrier", page='"><script>alert(1)</script>', text=evil, reply_to="x")
    assert "<script>alert" not in answer.text


def test_many_reports_from_one_address_have_to_wait_and_keep_their_text(tmp_path: Path) -> None:
    with running_portal(tmp_path, rates={Limit.BARRIERS_BY_ADDRESS: Rate(1, 3600)}) as portal:
        browser = Browser(portal.url)
        assert browser.post("/barrier", text="Eins").status_code == 303
        answer = browser.post("/barrier", text="Zwei")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
        assert "In 60 Minuten" in answer.text
        assert "Zwei</textarea>" in answer.text
        assert len(emails(portal)) == 1
        portal.clock.advance(3600)
        assert browser.post("/barrier", text="Zwei").status_code == 303
