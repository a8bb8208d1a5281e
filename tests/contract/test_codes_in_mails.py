"""The app looks into the portal's own mails: it takes no number of theirs for a code."""

import re
from pathlib import Path

import pytest

from authenticator.code_search.search import find_codes, read_code
from portal.domain.email.outbox import EmailKind
from portal.domain.registration.links import Links
from portal.jobs.email.rendering import EmailRenderer
from portal.platform.branding import load_branding
from portal.platform.keys.key_ring import create_keys
from tests.support.emails import written
from tests.support.mail_server import html_of, text_of

URL = "https://portal.example"


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> EmailRenderer:
    folder: Path = tmp_path_factory.mktemp("keys")
    links = Links(create_keys(folder, URL), URL)
    return EmailRenderer(load_branding(), links, "portal@example.de", "")


@pytest.mark.parametrize("kind", EmailKind)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_code_is_found_in_a_mail_of_the_portal_only_if_somebody_wrote_one_into_it(
    renderer: EmailRenderer, kind: EmailKind, language: str
) -> None:
    mail = written(renderer, kind, language)
    text, html = text_of(mail), re.sub(r"(?s)<(style|head)\b.*?</\1>", "", html_of(mail))
    for form in (text, html, "> " + text.replace("\n", "\n> ")):
        assert find_codes(form) == frozenset()
        assert read_code(f"Der Code ist 1054 2963.\n\n{form}") == "10542963"
        assert read_code(f"{form}\n\nAktivierungscode: 1054 2963") == "10542963"
