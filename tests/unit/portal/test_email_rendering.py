"""What the e-mails say, in both languages, and what nobody can make them say."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from portal.domain.email.deliveries import Due
from portal.domain.email.outbox import Email, EmailKind, Notice
from portal.domain.registration.links import Links, Purpose
from portal.domain.registration.progress import PendingStep
from portal.domain.users.changes import UserChange
from portal.jobs.email.rendering import CannotRender, EmailRenderer
from portal.platform.branding import load_branding
from portal.platform.keys.key_ring import create_keys
from portal.platform.language import LANGUAGES
from tests.support.emails import ID, NOW, TO, written
from tests.support.mail_server import MailServer, html_of, text_of
from tests.unit.portal.mail_setup import PUBLIC_URL

# Words that an e-mail's reader looks for, and where they lead.
LEADS_TO = {
    EmailKind.REGISTRATION: ["/registration/confirm#t=", "/registration/status#t="],
    EmailKind.TAKEN: ["/login", "/reset"],
    EmailKind.CONTINUE: ["/registration/status#t="],
    EmailKind.ORDERED: ["/registration/status#t="],
    EmailKind.ORDER: ["/desk"],
    EmailKind.CLEARED: ["/"],
    EmailKind.ASKED: ["/registration/status#t="],
    EmailKind.TAKEN_BACK: ["/registration/status#t="],
    EmailKind.REFUSED: ["/registration/status#t="],
    EmailKind.REMINDER: ["/registration/status#t="],
    EmailKind.EXPIRED: ["/registration/new"],
    EmailKind.RESET: ["/registration/reset#t="],
    EmailKind.RESET_BEGUN: ["/registration/status#t="],
    EmailKind.RESET_CLEARED: ["/registration/status#t="],
    EmailKind.NEW_DEVICE: ["/reset"],
    EmailKind.NEW_WORKPLACE: ["/reset"],
    EmailKind.SUSPICIOUS: ["/reset"],
    EmailKind.INVITATION: ["/registration/confirm#t="],
    EmailKind.USER_CHANGED: [],
    EmailKind.ADVICES: ["/login"],
    EmailKind.EAVIS: [],
    EmailKind.IK: [],
    EmailKind.BARRIER: [],
}
IK_NEWS = ("ordered", "asked", "reminder", "expired", "cleared", "refused", "removed")
USED_FACTS = {
    EmailKind.ASKED: {"reason"},
    EmailKind.TAKEN_BACK: {"device"},
    EmailKind.REFUSED: {"reason"},
    EmailKind.NEW_DEVICE: {"device"},
    EmailKind.NEW_WORKPLACE: {"device", "workplace"},
    EmailKind.SUSPICIOUS: {"device"},
    EmailKind.RESET_CLEARED: {"by"},
    EmailKind.INVITATION: {"provider", "by"},
    EmailKind.USER_CHANGED: {"provider"},
    EmailKind.IK: {"institution", "by"},
    EmailKind.BARRIER: {"page", "text", "reply_to"},
}
WRITTEN = (
    *("reason", "device", "workplace", "page", "text", "provider", "by"),
    "institution",
)
"""Facts that people have typed."""
every_email = pytest.mark.parametrize(
    ("kind", "language"), [(kind, name) for kind in EmailKind for name in ("de", "en")]
)


class Anchors(HTMLParser):
    """Collects links, and everything else that would be loaded or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.language = ""
        self.loading: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag == "html":
            self.language = given["lang"] or ""
        if tag in {"img", "script", "link", "iframe", "object", "form"} or "src" in given:
            self.loading.append(tag)


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> EmailRenderer:
    keys = create_keys(tmp_path_factory.mktemp("keys"), PUBLIC_URL)
    return EmailRenderer(load_branding(), Links(keys, PUBLIC_URL), "portal@example.de", "")


def paths(links: list[str]) -> list[str]:
    """Without what tokens say."""
    return [re.sub(r"(#t=).*", r"\1", link.removeprefix(PUBLIC_URL)) for link in links]


@every_email
def test_every_email_has_subject_text_and_html(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    mail = written(renderer, kind, language)
    text, html = text_of(mail), html_of(mail)
    assert 10 < len(mail["Subject"]) < 70
    name = " Erika Mustermann" if kind is EmailKind.INVITATION else ""
    assert text.startswith({"de": f"Guten Tag{name},\n\n", "en": f"Hello{name},\n\n"}[language])
    assert Anchors(html).language == language
    for form in (mail["Subject"], text, html):
        assert not re.search(r"\{[{%#]|[}%#]\}|None|Undefined", form)
    assert "\n\n\n" not in text
    assert max(len(line) for line in text.splitlines() if PUBLIC_URL not in line) <= 78


@every_email
def test_every_link_is_absolute_and_the_same_in_both_forms(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    mail = written(renderer, kind, language)
    links = [link for link in Anchors(html_of(mail)).links if ":" in link]
    of_web = [link for link in links if not link.startswith(("mailto:", "tel:"))]
    assert all(link.startswith(f"{PUBLIC_URL}/") for link in of_web)
    assert of_web == MailServer.links(mail)
    assert paths(of_web) == LEADS_TO[kind]


@every_email
def test_no_server_is_sent_the_secret_of_a_link(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    for link in MailServer.links(written(renderer, kind, language)):
        parts = urlsplit(link)
        assert parts.query == ""
        assert re.fullmatch(r"/[a-z/]*", parts.path)


@every_email
def test_no_email_loads_or_runs_anything(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    html = html_of(written(renderer, kind, language))
    assert Anchors(html).loading == []
    assert "url(" not in html


@every_email
def test_what_people_wrote_is_shown_where_it_belongs_and_nowhere_else(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    marked = {name: f"MARK{name}MARK" for name in WRITTEN}
    marked["reply_to"] = "markreplytomark@abc.de"
    mail = written(renderer, kind, language, **marked)
    for form in (text_of(mail), html_of(mail)):
        shown = {name for name, mark in marked.items() if mark in form}
        assert shown == USED_FACTS.get(kind, set())
    assert "MARK" not in mail["Subject"]


@pytest.mark.parametrize("kind", list(USED_FACTS))
def test_markup_in_what_people_wrote_stays_text(renderer: EmailRenderer, kind: EmailKind) -> None:
    evil = '<a href="https://evil.example">hier</a><img src=x>'
    facts = dict.fromkeys((*WRITTEN, "reply_to"), evil)
    html = html_of(written(renderer, kind, **facts))
    found = Anchors(html)
    assert found.loading == []
    assert not [link for link in found.links if "evil" in link]
    assert "&lt;a href=" in html


def test_what_people_wrote_cannot_pass_for_the_portals_own_words(renderer: EmailRenderer) -> None:
    reason = (
        "Ja.\r\n\r\nBestätigung E-Mail-Adresse:\u2028https://evil.example\x85\x1b[2J" + "x" * 300
    )
    lines = text_of(written(renderer, EmailKind.ASKED, reason=reason)).splitlines()
    about = [line for line in lines if "evil" in line or "Bestätigung" in line or "xxx" in line]
    assert len(about) >= 3
    assert all(line.startswith("> ") for line in about)
    assert "\x1b" not in "".join(lines)


def test_a_name_of_a_device_is_one_line_that_reads_from_left_to_right(
    renderer: EmailRenderer,
) -> None:
    name = "PC\r\n\r\nGuten Tag\u202egpj.exe\u0000\ud800"
    mail = written(renderer, EmailKind.NEW_DEVICE, device=name)
    assert "\nName des Geräts: PC Guten Taggpj.exe\n" in text_of(mail)
    assert "\u202e" not in html_of(mail)


@pytest.mark.parametrize("kind", EmailKind)
def test_no_fact_becomes_a_header(renderer: EmailRenderer, kind: EmailKind) -> None:
    evil = "a@abc.de\r\nBcc: all@abc.de\r\n\r\nbody"
    facts = dict.fromkeys((*WRITTEN, "reply_to"), evil)
    mail = written(renderer, kind, **facts)
    assert {name.lower() for name in mail} == {
        *("from", "to", "date", "message-id", "auto-submitted", "x-auto-response-suppress"),
        *("subject", "mime-version", "content-type"),
    }


def test_headers_say_who_writes_when_and_that_nobody_is_to_answer(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.CLEARED)
    assert mail["From"] == "Mein AOK Gesundheitspartnerservice <portal@example.de>"
    assert mail["To"] == TO
    assert mail["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(mail["Date"]) == datetime.fromtimestamp(NOW, UTC)
    assert re.fullmatch(r"<[0-9a-f-]{36}@example\.de>", mail["Message-ID"])
    assert mail["Reply-To"] is None


@pytest.mark.parametrize(
    ("reply_to", "header"),
    [
        ("erika@abc.de", "erika@abc.de"),
        ("", None),
        ("erika@abc.de, all@abc.de", None),
        ("Erika <erika@abc.de>", None),
        ("érika@abc.de", None),
    ],
)
def test_the_support_answers_whoever_reported_a_barrier(
    renderer: EmailRenderer, reply_to: str, header: str | None
) -> None:
    mail = written(renderer, EmailKind.BARRIER, reply_to=reply_to)
    assert mail["Reply-To"] == header


def test_the_manuals_words_are_there(renderer: EmailRenderer) -> None:
    first = written(renderer, EmailKind.REGISTRATION)
    assert first["Subject"] == "Ihre Registrierung"
    for words in ("Bestätigung E-Mail-Adresse", "Zum Registrierungsstatus", "720 Stunden"):
        assert words in text_of(first)
        assert words.replace("E-Mail-", "E‑Mail‑") in html_of(first)
    assert "30 Tagen" in text_of(first)
    second = written(renderer, EmailKind.CONTINUE)
    assert second["Subject"] == "Status Ihrer Registrierung: Aktivierung Ihres Zugangs"
    assert "Zur Startseite" in html_of(written(renderer, EmailKind.CLEARED))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EmailKind)
def test_plain_text_has_usual_hyphens_only(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    mail = written(renderer, kind, language)
    assert "‑" not in mail["Subject"] + text_of(mail)


def test_the_link_of_a_confirmation_is_good_for_its_reader_only(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.REGISTRATION, to="max@abc.de")
    token = MailServer.links(mail)[0].partition("#t=")[2]
    links = renderer._links
    assert links.is_genuine(token, Purpose.CONFIRM, ID, "max@abc.de")
    assert not links.is_genuine(token, Purpose.CONFIRM, ID, "moritz@abc.de")


def test_moments_are_said_as_people_of_the_language_do(renderer: EmailRenderer) -> None:
    german = text_of(written(renderer, EmailKind.REMINDER, days="1"))
    assert "bis zum 24. November 2025 um 7:00 Uhr ab" in " ".join(german.split())
    assert "letzte Erinnerung" in german
    english = text_of(written(renderer, EmailKind.REMINDER, "en"))
    assert "by 24 November 2025 at 7:00" in " ".join(english.split())
    assert "last reminder" not in english


@pytest.mark.parametrize("what", ["reported", "locked", "suspect"])
def test_each_suspicion_has_words_of_its_own(renderer: EmailRenderer, what: str) -> None:
    words = {"reported": "gemeldet", "locked": "zu oft falsch", "suspect": "an zwei Orten"}
    text = " ".join(text_of(written(renderer, EmailKind.SUSPICIOUS, what=what)).split())
    assert [name for name, part in words.items() if part in text] == [what]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        *((kind, {}) for kind in EmailKind),
        *((EmailKind.USER_CHANGED, {"what": what}) for what in UserChange if what != "user-renew"),
        *((EmailKind.IK, {"what": what}) for what in IK_NEWS),
        *((EmailKind.EAVIS, {"what": what}) for what in ("on", "off", "withdrawn")),
        *((EmailKind.CONTINUE, {"stand": stand}) for stand in PendingStep),
        *((EmailKind.SUSPICIOUS, {"what": what}) for what in Notice),
        (EmailKind.RESET_CLEARED, {"by": ""}),
        (EmailKind.TAKEN_BACK, {"what": "added"}),
    ],
)
def test_the_sentence_goes_on_after_the_comma_of_the_greeting(
    renderer: EmailRenderer, kind: EmailKind, facts: dict[str, str]
) -> None:
    text = text_of(written(renderer, kind, **facts))
    first = text.partition(",\n\n")[2].split()[0]
    assert first[0].islower() or first in ("Sie", "Ihr", "Ihre", "Maren"), first


def test_who_gets_a_new_device_learns_from_whom_and_how_long(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.RESET_CLEARED)
    text = " ".join(text_of(mail).split())
    assert "Maren Montag, LE-Admin Ihrer Einrichtung, hat" in text
    assert "bis zum 24. November 2025 um 7:00 Uhr" in text
    assert "freigeschaltet" not in mail["Subject"] + text
    assert "Neues Gerät aktivieren:" in text
    by_the_aok = written(renderer, EmailKind.RESET_CLEARED, by="")
    assert by_the_aok["Subject"] == "Ihr Zugang ist wieder freigeschaltet"
    assert "Zum Registrierungsstatus:" in text_of(by_the_aok)


def test_a_cleared_number_promises_payment_advices_only_with_eavis(renderer: EmailRenderer) -> None:
    text = " ".join(text_of(written(renderer, EmailKind.IK, what="cleared")).split())
    assert "auf Papier, bis eAvis beantragt ist" in text


def test_of_a_removed_number_the_end_of_eavis_is_told(renderer: EmailRenderer) -> None:
    told = "eAvis endet damit: Ab dem 1. Dezember 2026"
    assert told in " ".join(text_of(written(renderer, EmailKind.IK)).split())
    cleared = text_of(written(renderer, EmailKind.IK, what="cleared"))
    assert "endet" not in cleared


def test_the_end_of_eavis_is_its_first_day_on_paper(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.EAVIS, what="off")
    assert mail["Subject"] == "eAvis endet: wieder auf Papier"
    assert "Wieder auf Papier ab: 1. Dezember 2026" in text_of(mail)


def test_an_expired_reset_leads_to_a_new_reset(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.EXPIRED, kind="reset")
    assert "Registrierung" not in mail["subject"] + text_of(mail)
    assert paths(MailServer.links(mail)) == ["/reset"]


def test_a_language_that_is_not_ours_is_german(renderer: EmailRenderer) -> None:
    assert text_of(written(renderer, EmailKind.CLEARED, "fr")).startswith("Guten Tag")


def test_emails_to_international_addresses_are_written(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.CLEARED, to="jörg@müller.de")
    assert "jörg@xn--mller-kva.de".encode() in bytes(mail)


def test_an_umlaut_in_the_domain_needs_no_special_mail_server(renderer: EmailRenderer) -> None:
    mail = written(renderer, EmailKind.CLEARED, to="info@praxis-straße.de")
    assert mail["To"] == "info@xn--praxis-strae-v9a.de"
    assert bytes(mail).isascii()


def test_an_email_without_what_it_needs_is_not_written(renderer: EmailRenderer) -> None:
    for kind in (EmailKind.ASKED, EmailKind.CONTINUE):
        with pytest.raises(CannotRender):
            renderer.render(Due("id", Email(kind, TO), NOW, 0, 0), NOW)


def test_own_name_of_the_sender_wins(tmp_path: Path) -> None:
    keys = create_keys(tmp_path, PUBLIC_URL)
    sender = 'Mein Portal; <b> "Süd"'
    renderer = EmailRenderer(load_branding(), Links(keys, PUBLIC_URL), "portal@example.de", sender)
    mail = written(renderer, EmailKind.CLEARED)
    (address,) = mail["From"].addresses
    assert (address.display_name, address.addr_spec) == (sender, "portal@example.de")
