"""A further IK number: added on `/iks/new`, certificate, clerk, and what becomes of it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pypdf
import pytest

from portal.domain.accounts.accounts import Role, find_account
from portal.domain.advices.arrivals import give_waiting
from portal.domain.registration.ik_orders import MOST_PENDING
from portal.domain.registration.lifecycle import clear_by_command, delete_whole_account
from tests.support.advices import announced, clear_ik, deliver, listed, provider_of
from tests.support.clerk_cases import (
    add_attachment,
    add_institution,
    clerk_at,
    ordered_registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, added, handed_in, new_ik, person
from tests.support.texts import portal_text

CERTIFICATE = "/registration/certificate"
TICKS = {"signature": "1", "stamp": "1", "ik": "1", "function": "1"}
REASON = "Auf Seite 2 steht diese IK-Nummer nicht."
TAKEN = "This IK number is in your list already. It is cleared, or there is an application for it."


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


@pytest.fixture
def ik() -> str:
    """The one that is added."""
    return new_ik()


@pytest.fixture(scope="module")
def clerk(shared_portal: RunningPortal) -> Browser:
    return clerk_at(shared_portal)


@pytest.fixture
def ordered(admin: Person, ik: str) -> str:
    """With the clerks; the id of the registration."""
    id_ = added(admin, ik)
    handed_in(admin, id_)
    return id_


def decide(clerk: Browser, id_: str, what: str, **form: str) -> httpx2.Response:
    page = clerk.open(f"/desk/{id_}").text
    shown = page.partition('name="shown" value="')[2].partition('"')[0]
    return clerk.post(f"/desk/{id_}/{what}", shown=shown, **form)


def cleared(clerk: Browser, id_: str) -> None:
    assert decide(clerk, id_, "clear", **TICKS).status_code == 303


def states(admin: Person, ik: str) -> list[str]:
    """Of the number, at the provider of the LE-Admin, the oldest first."""
    rows = admin.portal.query(
        "SELECT state FROM provider_iks WHERE provider_id = :p AND ik = :i ORDER BY id",
        p=provider_of(admin.portal, admin.login),
        i=ik,
    )
    return [state for (state,) in rows]


def told(portal: RunningPortal, ik: str) -> list[tuple[str, str]]:
    """Whom an e-mail told what of the number, in the order in which they were written."""
    rows = portal.query("SELECT recipient, facts FROM outbox WHERE kind = 'ik' ORDER BY rowid")
    facts = [(recipient, json.loads(text)) for recipient, text in rows]
    return [(recipient, one["what"]) for recipient, one in facts if one["ik"] == ik]


def kinds(portal: RunningPortal, login: str) -> set[str]:
    rows = portal.query("SELECT kind FROM outbox WHERE recipient = :l", l=login)
    return {kind for (kind,) in rows}


def state_of(portal: RunningPortal, id_: str) -> str | None:
    rows = portal.query("SELECT state FROM registrations WHERE id = :i", i=id_)
    return rows[0][0] if rows else None


# --- from the form to the clearance


def test_a_number_is_added_checked_and_cleared(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, tmp_path: Path
) -> None:
    second = person(portal, _first_ik(admin))
    advice = announced(ik=ik)
    deliver(portal, tmp_path / "early", [advice])
    assert 'href="/iks/new"' in admin.browser.open("/iks").text
    id_ = added(admin, ik)
    page = admin.browser.open(CERTIFICATE).text
    title = portal_text("Employer certificate for IK number %(ik)s", ik=ik)
    assert f"<title>{title}" in page
    assert portal_text("Certificate missing") in admin.browser.open("/iks").text
    assert portal_text("Certificate missing") in admin.browser.open("/home").text
    handed_in(admin, id_)
    assert portal_text("Certificate missing") not in admin.browser.open("/iks").text
    assert states(admin, ik) == ["pending"]
    assert portal_text("Further IK number") in clerk.open(f"/desk/{id_}").text
    cleared(clerk, id_)
    assert states(admin, ik) == ["cleared"]
    assert f'value="{ik}"' in admin.browser.open("/iks").text
    assert told(portal, ik) == [
        (admin.login, "ordered"),
        (admin.login, "cleared"),
        (second.login, "cleared"),
    ]
    portal.write(lambda connection: give_waiting(connection, portal.clock.now()))
    assert advice["reference"] in listed(admin.browser.open("/advices").text)
    assert not kinds(portal, admin.login) & {"ordered", "cleared", "continue"}


def test_what_was_not_asked_for_yet_is_asked_for_without_an_error(admin: Person, ik: str) -> None:
    text = admin.browser.post("/iks/new", ik=ik).text
    assert 'id="unknown-institution" hidden' not in text
    assert "aria-invalid" not in text
    assert 'class="summary"' not in text
    again = admin.browser.post("/iks/new", ik=ik, asked="1").text
    assert again.count('aria-invalid="true"') == 2


def test_what_the_provider_said_of_a_number_before_is_filled_in(admin: Person, ik: str) -> None:
    id_ = added(admin, ik)
    admin.portal.execute(
        "UPDATE provider_iks SET state = 'removed' WHERE ik = :i AND state = 'pending'", i=ik
    )
    assert id_
    for one, is_known in ((admin, True), (person(admin.portal, new_ik()), False)):
        text = one.browser.post("/iks/new", ik=ik).text
        assert ('value="Zweigpraxis am Ring"' in text) is is_known
        assert ('value="80331"' in text) is is_known


def test_what_was_handed_in_is_said_and_comes_first(admin: Person, ik: str, ordered: str) -> None:
    assert ordered
    plain = admin.browser.open("/iks").text
    text = admin.browser.open(f"/iks?done=handed-in&ik={ik}").text
    numbers = re.findall("<h2>([0-9]{9})</h2>", text)
    assert numbers == [ik, _first_ik(admin)]
    assert re.findall("<h2>([0-9]{9})</h2>", plain) == [_first_ik(admin), ik]
    start = "The certificate for IK number %(ik)s is with the AOK. …"
    assert portal_text(start, ik=ik) in text


def test_the_form_of_a_further_number_says_so(admin: Person, ik: str) -> None:
    added(admin, ik)
    file = admin.browser.open(f"{CERTIFICATE}/form.pdf", "same-origin").content
    fields = pypdf.PdfReader(io.BytesIO(file)).get_fields() or {}
    ticked = {name for name, field in fields.items() if field.value == "/on"}
    assert ticked == {"occasion_ik"}


def _first_ik(admin: Person) -> str:
    rows = admin.portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)
    return str(rows[0][0])


def test_the_institution_of_a_known_number_is_that_of_the_directory(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    add_institution(portal, ik, "Klinik am See")
    assert admin.browser.post_only("/iks/new", ik=ik).headers["location"] == CERTIFICATE
    assert "Klinik am See" in admin.browser.open("/iks").text


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"ik": "123"}, "ik"),
        ({"ik": ""}, "ik"),
        ({"institution": ""}, "institution"),
        ({"postal_code": "x"}, "postal_code"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    admin: Person, ik: str, form: dict[str, str], field: str
) -> None:
    typed = {"ik": ik, "institution": "Praxis am Markt", "postal_code": "80331"} | form
    text = admin.browser.post("/iks/new", **typed).text
    assert f'id="{field}-error"' in text
    assert states(admin, ik) == []


def test_an_unknown_number_is_told_once_and_the_name_is_asked_for(admin: Person, ik: str) -> None:
    text = admin.browser.post("/iks/new", ik=ik, institution="", postal_code="80331").text
    # Beside what the script would say, the sentence stands in an attribute for it.
    shown = re.sub(r"<[^>]+>", " ", text)
    assert shown.count("steht nicht in unserem Verzeichnis") == 1
    field = text.split('id="institution"')[1].split(">")[0]
    assert "autofocus" in field


def test_a_number_that_is_there_or_pending_is_not_added_again(admin: Person, ik: str) -> None:
    added(admin, ik)
    for number in (ik, _first_ik(admin)):
        form = {"ik": number, "institution": "Praxis am Markt", "postal_code": "80331"}
        assert portal_text(TAKEN) in admin.browser.post("/iks/new", **form).text
    assert states(admin, ik) == ["pending"]


def test_nobody_fills_the_list_of_the_clerks(portal: RunningPortal, admin: Person, ik: str) -> None:
    provider, now = provider_of(portal, admin.login), portal.clock.now()
    for _ in range(MOST_PENDING):
        portal.execute(
            "INSERT INTO provider_iks (provider_id, ik, institution, state, added_at) "
            "VALUES (:p, :i, 'x', 'pending', :n)",
            p=provider,
            i=new_ik(),
            n=now,
        )
    form = {"ik": ik, "institution": "Praxis am Markt", "postal_code": "80331"}
    assert 'id="ik-error"' in admin.browser.post("/iks/new", **form).text
    assert states(admin, ik) == []


# --- a number that somebody else has


def test_who_has_a_number_is_told_to_clerks_alone_who_cannot_clear_it(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser
) -> None:
    person(portal, ik, provider="Praxis Geheim")
    id_ = added(admin, ik)
    assert "Praxis Geheim" not in admin.browser.open(CERTIFICATE).text
    handed_in(admin, id_)
    assert "Praxis Geheim" not in admin.browser.open("/iks").text
    page = clerk.open(f"/desk/{id_}").text
    assert "Praxis Geheim" in page
    assert f"/desk/{id_}/clear" not in page
    assert decide(clerk, id_, "clear", **TICKS).status_code == 200
    assert states(admin, ik) == ["pending"]
    assert decide(clerk, id_, "refuse", reason=REASON, sure="1").status_code == 303
    assert states(admin, ik) == ["refused"]


def test_a_number_that_was_cleared_elsewhere_meanwhile_is_not_cleared_twice(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, ordered: str
) -> None:
    page = clerk.open(f"/desk/{ordered}").text
    shown = page.partition('name="shown" value="')[2].partition('"')[0]
    person(portal, ik, provider="Praxis Schneller")
    answer = clerk.post(f"/desk/{ordered}/clear", shown=shown, **TICKS)
    assert answer.status_code == 200
    assert "Praxis Schneller" in answer.text
    assert (states(admin, ik), state_of(portal, ordered)) == (["pending"], "ordered")


def test_once_the_other_provider_has_removed_it_it_can_be_cleared(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser
) -> None:
    other = person(portal, ik, provider="Praxis Geheim")
    clear_ik(portal, provider_of(portal, other.login), new_ik())
    id_ = added(admin, ik)
    handed_in(admin, id_)
    other.browser.post_only("/iks/remove", ik=ik)
    other.approves()
    cleared(clerk, id_)
    assert states(admin, ik) == ["cleared"]


def test_of_a_new_user_the_clerk_is_told_whom_the_clearance_lets_in(
    portal: RunningPortal, ik: str, clerk: Browser
) -> None:
    person(portal, ik, provider="Praxis Bekannt")
    id_ = ordered_registration(portal, f"neu-{ik}@abc.de", ik=ik)
    page = clerk.open(f"/desk/{id_}").text
    assert "Praxis Bekannt" in page
    assert f"/desk/{id_}/clear" in page


def test_what_an_account_has_no_value_for_has_no_row_at_the_clerk(
    clerk: Browser, ordered: str
) -> None:
    # Its user was made by a command, without a registration that asks for these.
    page = clerk.open(f"/desk/{ordered}").text
    assert re.findall("<dt>(Funktion|Telefon)</dt>", page) == []
    assert portal_text("The name is that of the registration.") in page


# --- the clerk asks or refuses


def test_a_question_is_read_on_the_page_and_answered_with_a_new_file(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, ordered: str
) -> None:
    assert decide(clerk, ordered, "ask", reason=REASON).status_code == 303
    text = admin.browser.open("/iks").text
    assert REASON in text
    assert portal_text("Question from the AOK") in text
    path = f"/iks/orders/{ordered}/certificate"
    assert admin.browser.post_only(path).headers["location"] == CERTIFICATE
    assert REASON in admin.browser.open(CERTIFICATE).text
    portal.clock.advance(1)
    add_attachment(portal, ordered, "neu.txt", b"Seite 2")
    location = admin.browser.post_only(f"{CERTIFICATE}/next").headers["location"]
    assert location == f"/iks?done=handed-in&ik={ik}"
    assert state_of(portal, ordered) == "ordered"
    assert REASON not in admin.browser.open("/iks").text
    assert told(portal, ik)[1:] == [(admin.login, "asked"), (admin.login, "ordered")]


def test_a_refusal_leaves_the_access_alone_and_the_number_can_be_added_again(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, ordered: str
) -> None:
    assert decide(clerk, ordered, "refuse", reason=REASON, sure="1").status_code == 303
    text = admin.browser.open("/iks").text
    assert REASON in text
    assert admin.is_logged_in()
    assert told(portal, ik)[-1] == (admin.login, "refused")
    assert "refused" not in kinds(portal, admin.login)
    portal.clock.advance(1)
    again = added(admin, ik)
    text = admin.browser.open("/iks").text
    assert REASON not in text
    assert text.count(f"<h2>{ik}</h2>") == 1
    handed_in(admin, again)
    cleared(clerk, again)
    assert states(admin, ik) == ["refused", "cleared"]
    assert admin.browser.open("/iks").text.count(f"<h2>{ik}</h2>") == 1


# --- withdrawn, late, deleted


def test_what_is_withdrawn_is_gone(portal: RunningPortal, admin: Person, ik: str) -> None:
    id_ = added(admin, ik)
    answer = admin.browser.post_only(f"/iks/orders/{id_}/withdraw")
    assert answer.headers["location"] == f"/iks?done=withdrawn&ik={ik}"
    told = portal_text("The application for IK number %(ik)s is withdrawn.", ik=ik)
    assert told in admin.browser.open(answer.headers["location"]).text
    assert (states(admin, ik), state_of(portal, id_)) == ([], None)
    assert admin.is_logged_in()
    assert added(admin, ik) != id_


def test_what_a_colleague_has_withdrawn_is_told_wherever_one_goes_on_with_it(
    portal: RunningPortal, admin: Person, ik: str
) -> None:
    id_ = added(admin, ik)
    second = person(portal, _first_ik(admin))
    second.browser.post_only(f"/iks/orders/{id_}/withdraw")
    gone = portal_text("This application does not exist. …")
    for path in (f"/iks/orders/{id_}/certificate", f"/iks/orders/{id_}/withdraw"):
        assert gone in admin.browser.submit(path).text
    page = admin.browser.http.get(CERTIFICATE, follow_redirects=True)
    assert (page.url.path, gone in page.text) == ("/iks", True)
    assert gone in admin.browser.submit(f"{CERTIFICATE}/next").text


def test_what_a_clerk_has_is_not_withdrawn(admin: Person, ik: str, ordered: str) -> None:
    for what in ("withdraw", "certificate"):
        text = admin.browser.submit(f"/iks/orders/{ordered}/{what}").text
        assert portal_text("The AOK has the request for IK number {ik} already. …", ik=ik) in text
    until = portal_text("Until then you cannot request eAvis. …")
    assert until in admin.browser.open("/iks").text
    assert states(admin, ik) == ["pending"]


@pytest.mark.parametrize(("days", "what"), [(6, "reminder"), (-1, "expired")])
def test_who_hands_nothing_in_is_reminded_and_the_account_stays(
    portal: RunningPortal, admin: Person, ik: str, days: int, what: str
) -> None:
    id_ = added(admin, ik)
    until = portal.clock.now() + days * 86_400
    portal.execute("UPDATE registrations SET expires_at = :u WHERE id = :i", u=until, i=id_)
    portal.maintain()
    assert told(portal, ik) == [(admin.login, what)]
    assert states(admin, ik) == (["pending"] if what == "reminder" else [])
    assert admin.is_logged_in()
    assert not kinds(portal, admin.login) & {"reminder", "expired"}


def test_a_refused_one_leaves_the_list_with_its_registration(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, ordered: str
) -> None:
    decide(clerk, ordered, "refuse", reason=REASON, sure="1")
    again = added(admin, ik)
    portal.execute("UPDATE registrations SET decided_at = 1 WHERE id = :i", i=ordered)
    portal.maintain()
    assert (state_of(portal, ordered), state_of(portal, again)) == (None, "open")
    assert states(admin, ik) == ["pending"]


def test_it_goes_with_the_account_of_who_has_added_it(
    portal: RunningPortal, admin: Person, ik: str, ordered: str
) -> None:
    second = person(portal, _first_ik(admin))

    def work(connection: Any) -> None:
        account = find_account(connection, admin.login)
        assert account is not None
        delete_whole_account(connection, account)

    portal.write(work)
    assert (states(second, ik), state_of(portal, ordered)) == ([], None)


# --- who may


@pytest.mark.parametrize("what", ["certificate", "withdraw"])
def test_anothers_is_answered_as_one_that_does_not_exist(
    portal: RunningPortal, admin: Person, ik: str, what: str
) -> None:
    id_ = added(admin, ik)
    stranger = person(portal, new_ik())
    answers = [stranger.browser.post_only(f"/iks/orders/{one}/{what}") for one in (id_, "A" * 22)]
    assert [answer.headers["location"] for answer in answers] == ["/iks?why=gone"] * 2
    assert state_of(portal, id_) == "open"


def test_a_plain_user_adds_nothing(portal: RunningPortal, admin: Person, ik: str) -> None:
    id_ = added(admin, ik)
    user = person(portal, _first_ik(admin), role=Role.USER)
    text = user.browser.open("/iks").text
    assert ik in text
    assert "/iks/new" not in text
    assert "/iks/orders/" not in text
    assert re.search("Ein LE.Admin muss die Arbeitgeberbescheinigung bis zum", text)
    assert user.browser.open("/iks/new").status_code == 404
    for path in ("/iks/new", f"/iks/orders/{id_}/certificate", f"/iks/orders/{id_}/withdraw"):
        assert user.browser.post_only(path, ik=new_ik()).status_code == 404


@pytest.mark.parametrize("how", ["logged out", "no LE-Admin any more", "of another provider"])
def test_the_certificate_is_closed_to_a_browser_that_may_not_add_it(
    portal: RunningPortal, admin: Person, ik: str, how: str
) -> None:
    id_ = added(admin, ik)
    add_attachment(portal, id_, "Bescheinigung.txt", b"Bescheinigung")
    assert ik in admin.browser.open(CERTIFICATE).text
    if how == "logged out":
        admin.browser.post_only("/logout")
    elif how == "no LE-Admin any more":
        portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    else:
        other = provider_of(portal, person(portal, new_ik()).login)
        portal.execute("UPDATE accounts SET provider_id = :p WHERE id = :i", p=other, i=admin.id)
    assert ik not in admin.browser.open(CERTIFICATE).text
    admin.browser.post_only(f"{CERTIFICATE}/next")
    assert state_of(portal, id_) == "open"


# --- what it is not


def test_the_pages_of_registrations_do_not_know_it(admin: Person, ik: str) -> None:
    added(admin, ik)
    unknown = Browser(admin.portal.url)
    for path in ("/registration", "/registration/done", "/registration/device"):
        page = admin.browser.open(path)
        assert ik not in page.text
        assert page.url.path == unknown.open(path).url.path


def test_a_reset_of_its_user_is_a_reset_and_takes_nothing_of_it(
    portal: RunningPortal, admin: Person, ik: str, ordered: str
) -> None:
    Browser(portal.url).post("/reset", login=admin.login)
    assert "reset" in kinds(portal, admin.login)
    assert "continue" not in kinds(portal, admin.login)
    portal.execute("DELETE FROM registrations WHERE kind = 'reset' AND login = :l", l=admin.login)
    assert (states(admin, ik), state_of(portal, ordered)) == (["pending"], "ordered")


def test_a_command_that_clears_its_user_does_not_decide_it(
    portal: RunningPortal, admin: Person, ik: str, ordered: str
) -> None:
    portal.write(lambda c: clear_by_command(c, admin.login, portal.clock.now()))
    assert (states(admin, ik), state_of(portal, ordered)) == (["pending"], "ordered")


def test_its_clearance_lets_no_account_in(
    portal: RunningPortal, admin: Person, ik: str, clerk: Browser, ordered: str
) -> None:
    """The account waits for the clearance of a reset, which is another one."""
    portal.execute("UPDATE accounts SET cleared = :f WHERE id = :i", f=False, i=admin.id)
    cleared(clerk, ordered)
    rows = portal.query("SELECT cleared FROM accounts WHERE id = :i", i=admin.id)
    assert not rows[0][0]
    assert states(admin, ik) == ["cleared"]
