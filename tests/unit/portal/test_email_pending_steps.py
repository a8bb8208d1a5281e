"""What the e-mails say of how far a registration is."""

import re
from email.message import EmailMessage

import pytest

from portal.domain.email.outbox import EmailKind
from portal.domain.registration.progress import PendingStep
from portal.jobs.email.rendering import EmailRenderer
from tests.support.emails import written
from tests.support.mail_server import html_of, text_of
from tests.unit.portal.test_email_rendering import LEADS_TO
from tests.unit.portal.test_email_rendering import renderer as renderer  # noqa: PLC0414

LABELS = {"de": "Zum Registrierungsstatus", "en": "To the registration status"}
STATUS_LINK = re.compile(r'href="[^"]*/registration/status#[^"]*"[^>]*>([^<]*)</a>')
LEADS_TO_STATUS = [kind for kind, leads in LEADS_TO.items() if "/registration/status#t=" in leads]

SAYS = {
    PendingStep.BOTH: {"- die Arbeitgeberbescheinigung", "- Ihr Gerät"},
    PendingStep.CERTIFICATE: {"- die Arbeitgeberbescheinigung"},
    PendingStep.DEVICE: {"- Ihr Gerät"},
    PendingStep.ORDERED: {"liegt vollständig vor"},
    PendingStep.REFUSED: {"abgelehnt", "am 24. November 2025. Danach"},
    PendingStep.RESET_CERTIFICATE: {"neue, unterschriebene"},
    PendingStep.RESET_ORDERED: {"prüft Ihre neue"},
    PendingStep.RESET_DEVICE: {"Es fehlt nur noch Ihr Gerät"},
}


def said(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


@pytest.mark.parametrize("kind", LEADS_TO_STATUS)
@pytest.mark.parametrize("language", LABELS)
def test_the_way_to_the_status_page_has_one_name(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    html = html_of(written(renderer, kind, language, by=""))
    assert STATUS_LINK.findall(html) == [LABELS[language]]


@pytest.mark.parametrize("stand", list(PendingStep))
def test_the_mail_says_what_is_missing_and_nothing_else(
    renderer: EmailRenderer, stand: PendingStep
) -> None:
    text = said(written(renderer, EmailKind.CONTINUE, stand=stand.value))
    parts = set().union(*SAYS.values())
    assert {part for part in parts if part in text} == SAYS[stand]
    assert "Anderes Gerät registrieren" not in text


def test_each_stand_has_english_words_of_its_own(renderer: EmailRenderer) -> None:
    texts = {said(written(renderer, EmailKind.CONTINUE, "en", stand=each)) for each in PendingStep}
    assert len(texts) == len(PendingStep)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "„Gerät sperren und ein anderes registrieren“"),
        ("en", "“Lock this device and register another one”"),
    ],
)
def test_whoever_lost_a_device_early_is_told_the_real_way(
    renderer: EmailRenderer, language: str, words: str
) -> None:
    assert words in said(
        written(renderer, EmailKind.CONTINUE, language, stand="ordered", lost="yes")
    )


@pytest.mark.parametrize(
    ("language", "kind", "words"),
    [
        ("de", "new", "am 24. November 2025. Danach können Sie sich mit dieser"),
        ("en", "new", "on 24 November 2025. After that you can register again"),
        ("de", "reset", "Unterlagen dazu löschen wir am 24. November 2025."),
        ("en", "reset", "will be deleted on 24 November 2025."),
    ],
)
def test_a_refusal_says_when_the_data_are_deleted(
    renderer: EmailRenderer, language: str, kind: str, words: str
) -> None:
    assert words in said(written(renderer, EmailKind.REFUSED, language, kind=kind))


@pytest.mark.parametrize(
    ("language", "cleared", "words"),
    [
        ("de", "yes", "Es kann von jetzt an Anmeldungen bestätigen."),
        ("de", "", "sobald Ihr Zugang freigeschaltet ist."),
        ("en", "yes", "From now on it can approve logins."),
        ("en", "", "as soon as your access is cleared."),
    ],
)
def test_a_new_device_can_do_something_once_the_account_is_cleared(
    renderer: EmailRenderer, language: str, cleared: str, words: str
) -> None:
    text = said(written(renderer, EmailKind.NEW_DEVICE, language, cleared=cleared))
    signs = ("von jetzt an", "sobald", "From now on", "as soon as")
    assert words in text
    assert [sign for sign in signs if sign in text] == [sign for sign in signs if sign in words]
