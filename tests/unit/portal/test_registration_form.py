"""Step 1's form: what it takes, and how it says what is wrong (requirement P4)."""

import re

import pytest

from portal.domain.institutions.directory import Institution
from portal.domain.registration.personal_data import Personal, read_email, read_personal
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import FORM, register, registered
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


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        (" Max@ABC.de ", "max@abc.de"),
        ("max@MÜLLER.de", "max@müller.de"),
        ("max@localhost", None),
        ("max mustermann@abc.de", None),
        ("max@abc.de\nbcc:x@abc.de", None),
        ("Max <max@abc.de>", None),
        ("mаx@abc.de", None),  # noqa: RUF001  the second letter is Cyrillic
        ("max@abc\u200b.de", None),
        ("max@straße.de", None),
        (f"{'m' * 65}@abc.de", None),
        ("m@" + "a." * 126 + "de", None),
    ],
)
def test_addresses(typed: str, login: str | None) -> None:
    assert read_email(typed) == login


@pytest.mark.parametrize("phone", ["12", "abc", "+49", "089 1234567 Durchwahl 5", "1" * 30])
def test_a_telephone_number_must_be_one(phone: str) -> None:
    assert wrong(phone=phone) == ["phone"]


@pytest.mark.parametrize("name", ["", "   ", "---", "a" * 101, "Max\u202egnp.exe", "Max\x00"])
def test_a_name_must_be_readable(name: str) -> None:
    assert wrong(first_name=name) == ["first_name"]


def test_letters_that_the_form_cannot_be_printed_with_are_named_before() -> None:
    result = read_personal(FORM | MAIL | {"first_name": "李 Anna 山李"}, KNOWN)
    assert result == {
        "first_name": "Diese Zeichen können wir auf der Bescheinigung nicht drucken: 李, 山. "
        "Schreiben Sie diese Angabe bitte mit lateinischen Buchstaben, zum Beispiel wie im Pass."
    }
    assert wrong(last_name="田中") == ["last_name"]
    assert wrong(function="院長") == ["function"]


@pytest.mark.parametrize(
    "name", ["Ana-María", "O’Neill", "İbrahim Şahin", "Łukasz", "Νίκος", "محمد", "von der Höhe"]
)
def test_names_of_all_the_world_are_taken(name: str) -> None:
    assert told(last_name=name).last_name == name


def test_the_second_address_may_be_written_in_another_way() -> None:
    assert told(email_again="ERIKA@abc.de ").login == "erika@abc.de"
    assert wrong(email_again="erik@abc.de") == ["email_again"]


def test_an_overlong_form_is_refused(browser: Browser) -> None:
    assert register(browser, "max@abc.de", first_name="a" * 20_000).status_code == 413
