"""Step 1's form: what it takes, and how it says what is wrong (requirement P4)."""

# ruff: noqa: RUF001  letters that look alike are what is tested

import re
import unicodedata

import pytest

from crypto.email_address import AddressFault, BadAddress
from portal.domain.institutions.directory import Institution
from portal.domain.registration.personal_data import Personal, read_email, read_personal
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import FORM, register, registered
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login

KNOWN = Institution("108018007", "Klinik im Park", "Parkstraße 1", "80333", "München")
MAIL = {"email": "erika@abc.de", "email_again": "erika@abc.de"}


def told(**changes: str) -> Personal:
    result = read_personal(FORM | MAIL | changes, KNOWN)
    assert isinstance(result, Personal), result
    return result


def wrong(**changes: str) -> list[str]:
    """The fields that are wrong."""
    result = read_personal(FORM | MAIL | changes, KNOWN)
    return [] if isinstance(result, Personal) else list(result)


def test_all_mistakes_are_told_at_once_and_the_first_wrong_field_has_the_focus(
    browser: Browser,
) -> None:
    answer = browser.post("/registration/new")
    assert answer.status_code == 200
    assert "<title>Fehler:" in answer.text
    fields = re.findall(r'<a href="#(\w+)">', answer.text)
    expected = "ik salutation first_name last_name function phone email email_again terms data"
    assert fields == expected.split()
    for field in fields:
        assert f'id="{field}-error"' in answer.text
        assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-error', answer.text)
    assert re.findall(r'id="(\w+)"[^>]*autofocus', answer.text) == ["ik"]


def test_what_was_typed_and_ticked_is_kept(browser: Browser) -> None:
    page = register(browser, "max@abc.de", phone="12", email_again="mux@abc.de", data="").text
    for value in ("108018007", "Erika", "Praxismanagerin", "12", "max@abc.de", "mux@abc.de"):
        assert f'value="{value}"' in page
    assert '<option value="frau" selected>' in page
    assert re.search(r'id="terms"[^>]* checked', page)
    assert not re.search(r'id="data"[^>]* checked', page)
    assert re.findall(r'id="(\w+)"[^>]*autofocus', page) == ["phone"]


def test_what_was_typed_is_shown_as_text_and_never_as_html(browser: Browser) -> None:
    page = register(browser, "max@abc.de", first_name='"><script>alert(1)</script>').text
    assert "<script>alert" not in page


def test_it_goes_on_with_what_is_right(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    registered(portal, browser, login)
    sql = "SELECT first_name, phone, salutation, confirmed_at FROM registrations WHERE login = :l"
    assert portal.query(sql, l=login) == [("Erika", "+49 89 1234567", "frau", None)]
    page = browser.open("/registration/sent").text
    assert f"<strong>{login}</strong>" in page


def test_browsers_and_password_managers_may_fill_it_in(browser: Browser) -> None:
    page = browser.open("/registration/new").text
    for purpose in ("honorific-prefix", "given-name", "family-name", "email", "tel"):
        assert f'autocomplete="{purpose}"' in page
    assert 'autocomplete="organization-title"' in page
    assert "onpaste" not in page


def test_an_unknown_institution_is_named_by_the_user(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    answer = register(browser, login, institution="", postal_code="")
    assert answer.status_code == 200
    assert "nicht in unserem Verzeichnis" in answer.text
    assert '<div id="unknown-institution">' in answer.text
    registered(portal, browser, login)
    row = portal.query(
        "SELECT institution, postal_code FROM registrations WHERE login = :l", l=login
    )
    assert row == [("Praxis am Markt", "80331")]


def test_a_known_institution_is_as_the_directory_has_it() -> None:
    personal = told(institution="Etwas anderes", postal_code="1")
    assert (personal.institution, personal.postal_code) == ("Klinik im Park", "80333")


def test_without_scripts_a_button_shows_the_name(own_portal: RunningPortal) -> None:
    own_portal.execute("INSERT INTO institutions VALUES ('108018007', 'Klinik', 'a', '80331', 'M')")
    page = Browser(own_portal.url).post("/registration/new", ik="10 80 18 00 7", look="1")
    assert page.status_code == 200
    assert ">Klinik, M</output>" in page.text
    assert "field-error" not in page.text


@pytest.mark.parametrize("typed", ["info@praxis-müller.de", "INFO@xn--praxis-mller-klb.de"])
def test_both_spellings_of_an_address_make_one_registration(
    portal: RunningPortal, browser: Browser, typed: str
) -> None:
    assert register(browser, typed).status_code == 303
    assert "<strong>info@praxis-müller.de</strong>" in browser.open("/registration/sent").text
    sql = "SELECT DISTINCT login FROM registrations WHERE login LIKE '%praxis-m%'"
    assert portal.query(sql) == [("info@praxis-müller.de",)]
    assert not portal.query("SELECT 1 FROM outbox WHERE recipient LIKE '%xn--%'")


@pytest.mark.parametrize("domain", ["praxis.local", "abc.localhost", "abc.invalid"])
def test_a_domain_that_no_mail_from_the_internet_reaches_is_refused(domain: str) -> None:
    assert read_email(f"max@{domain}") == BadAddress(AddressFault.DOMAIN, domain)


def test_what_is_wrong_with_an_address_is_said_at_its_field(browser: Browser) -> None:
    page = register(browser, "max@abc.d").text
    sentence = portal_text(
        "There is no ending “.{ending}”. Please check the end of the e-mail address.", ending="d"
    )
    assert f'<p class="field-error" id="email-error">{sentence}</p>' in page
    assert 'value="max@abc.d"' in page


def test_the_telephone_number_is_kept_in_its_form_and_as_it_was_typed(
    portal: RunningPortal, browser: Browser
) -> None:
    login = new_login()
    assert register(browser, login, phone="089 12 34 56 App. 12").status_code == 303
    sql = "SELECT phone, phone_typed FROM registrations WHERE login = :l"
    assert portal.query(sql, l=login) == [("+49 89 123456 App. 12", "089 12 34 56 App. 12")]
    assert "<strong>+49 89 123456 App. 12</strong>" in browser.open("/registration/sent").text


def test_a_wrong_telephone_number_comes_back_as_it_was_typed(browser: Browser) -> None:
    typed = "089 1234567 / 0171 1234567"
    answer = register(browser, new_login(), phone=typed)
    assert answer.status_code == 200
    assert f'value="{typed}"' in answer.text


NO_DIGITS = "A name has no digits. Please check “{digit}”."
UNREADABLE = "This contains {sign}. Please type it again."
REFUSED_NAMES = {
    "": portal_text("Please enter your first name."),
    " \u200b\u3164": portal_text("Please enter your first name."),
    "---": portal_text("Letters are missing here. Please check what you have entered."),
    "Max 2": portal_text(NO_DIGITS, digit="2"),
    "Ma٣x": portal_text(NO_DIGITS, digit="٣"),
    "Max²": portal_text(NO_DIGITS, digit="²"),
    "a" * 101: portal_text("This is too long. Please shorten it to 100 characters."),
    "Max\u202egnp.exe": portal_text(UNREADABLE, sign="ein unsichtbares Zeichen (U+202E)"),
    "\u202dMax": portal_text(UNREADABLE, sign="ein unsichtbares Zeichen (U+202D)"),
    "Max\x00": portal_text(UNREADABLE, sign="ein unsichtbares Zeichen (U+0000)"),
    "Max\ue000": portal_text(UNREADABLE, sign="ein unsichtbares Zeichen (U+E000)"),
}


@pytest.mark.parametrize(("name", "sentence"), REFUSED_NAMES.items())
def test_a_name_that_is_none_is_refused_with_its_reason(name: str, sentence: str) -> None:
    errors = read_personal(FORM | MAIL | {"first_name": name}, KNOWN)
    assert errors == {"first_name": sentence}


@pytest.mark.parametrize(
    "name",
    [
        "Ana-María",
        "O'Neill",
        "O’Neill",
        "D‘Angelo",
        "Oʼzbek",
        "N´Diaye",
        "O",
        "Dr. med. Müller-Lüdenscheidt",
        "von der Höhe",
        "Müller (geb. Schmidt)",
        "Weiß, MBA",
        "Nguyễn Thị Hương",
        "İbrahim Şahin",
        "Łukasz Żółć",
        "Ångström",
        "Παπαδόπουλος",
        "Шевченко",
        "محمد",
        "علی\u200cرضا",
        "בן־דוד",
        "Mustermann III",
    ],
)
def test_names_of_all_the_world_are_taken_as_they_are(name: str) -> None:
    assert told(last_name=name).last_name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("\u200bErika\u200b", "Erika"),
        ("Eri\u00adka", "Erika"),
        ("\u2068Erika\u2069", "Erika"),
        ("Erika\ufeff", "Erika"),
        ("E\u200crika", "Erika"),
        ("\u200fمحمد", "محمد"),
        ("Hu\u031bo\u031bng", "Hương"),
        ("Mu\u200b\u0308ller", "Müller"),
        ("  Anna\u00a0 Maria\t", "Anna Maria"),
        # As it is copied from a PDF.
        ("\ufb01lip Hu\ufb00", "filip Huff"),
    ],
)
def test_what_nobody_sees_is_left_out_of_a_name(typed: str, name: str) -> None:
    assert told(first_name=typed).first_name == name


@pytest.mark.parametrize(
    "code",
    [
        *("80331", "D-80331", "DE 80331", "80 331", "８０３３１", "80331\u200b", "80331 München"),
        *("D\u201380331", "D\u201180331 München", "PLZ 80331", "Postleitzahl: 80331", "80331,"),
    ],
)
def test_a_postal_code_is_read_as_it_is_written_on_letters(code: str) -> None:
    personal = read_personal(FORM | MAIL | {"postal_code": code}, None)
    assert isinstance(personal, Personal)
    assert personal.postal_code == "80331"


@pytest.mark.parametrize("code", ["8033", "803310", "A-8033", "8033l", "80331/80333", "München"])
def test_what_is_no_german_postal_code_is_refused(code: str) -> None:
    result = read_personal(FORM | MAIL | {"postal_code": code}, None)
    assert isinstance(result, dict)
    assert "postal_code" in result


def test_signs_that_are_no_letters_are_to_be_left_out() -> None:
    result = read_personal(FORM | MAIL | {"function": "Leitung → Empfang ★"}, KNOWN)
    assert result == {
        "function": "Diese Zeichen können wir auf der Bescheinigung nicht drucken: →, ★. "
        "Bitte lassen Sie sie weg, oder schreiben Sie ein Wort dafür."
    }


def test_letters_that_the_form_cannot_be_printed_with_are_named_before() -> None:
    result = read_personal(FORM | MAIL | {"first_name": "李 Anna 山李"}, KNOWN)
    assert result == {
        "first_name": "Diese Zeichen können wir auf der Bescheinigung nicht drucken: 李, 山. "
        "Schreiben Sie diese Angabe bitte mit lateinischen Buchstaben, zum Beispiel wie im Pass."
    }
    assert wrong(last_name="क्\u200dष") == ["last_name"]
    assert wrong(last_name="田中") == ["last_name"]
    assert wrong(function="院長") == ["function"]


def test_the_second_address_may_be_written_in_another_way() -> None:
    assert told(email_again="ERIKA@abc.de ").login == "erika@abc.de"
    assert wrong(email_again="erik@abc.de") == ["email_again"]
    both = {"email": "info@praxis-müller.de", "email_again": "info@xn--praxis-mller-klb.de"}
    assert told(**both).login == "info@praxis-müller.de"
    both = {"email": "info@praxis-straße.de", "email_again": "info@praxis-strasse.de"}
    assert wrong(**both) == ["email_again"]


def test_an_overlong_form_is_refused(browser: Browser) -> None:
    assert register(browser, "max@abc.de", first_name="a" * 20_000).status_code == 413
