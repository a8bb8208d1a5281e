"""Inviting plain users: from the approval to the login, and what nobody learns or does by it."""

import re

import pytest

from crypto.challenge import read_challenge
from portal.domain.users.invitations import send_again, withdraw_invitation
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, invite, new_ik, person
from tests.support.registrations import follow, links, token
from tests.support.texts import portal_text
from tests.unit.portal.conftest import name_of, new_login

ENTERED = {
    "salutation": "frau",
    "first_name": "Erika",
    "last_name": "Musterfrau",
    "phone": "0171 1234567",
    "terms": "1",
    "data": "1",
}


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


def accept(portal: RunningPortal, browser: Browser, id_: str, login: str, **other: str) -> str:
    """Follow the link and send the form; where it leads."""
    secret = token(links(portal).confirm(id_, login))
    answer = browser.post("/registration/confirm", t=secret, **(ENTERED | other))
    return str(answer.headers.get("location", answer.text))


def test_an_invited_user_comes_in_without_certificate_and_clerk(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    login = new_login()
    id_ = invite(admin, login)
    assert login in admin.browser.open("/users").text
    secret = token(links(portal).confirm(id_, login))
    opened = browser.post("/registration/confirm/open", link=secret).text
    assert 'value="Mustermann"' in opened
    assert accept(portal, browser, id_, login) == "/registration/device"
    assert browser.open("/registration/certificate").headers["location"] == "/registration"
    device = LivingDevice(portal.url)
    device.send(device.activation(login, portal.issue_code(login)))
    device.confirm()
    assert "freigeschaltet" in browser.open("/registration/done").text
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    assert "Erika Musterfrau" in browser.open("/home").text
    assert browser.open("/users").status_code == 404
    assert "Erika Musterfrau" in admin.browser.open("/users").text


def test_before_the_device_is_active_nobody_comes_in(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    login = new_login()
    accept(portal, browser, invite(admin, login), login)
    row = portal.query("SELECT cleared, role FROM accounts WHERE login = :l", l=login)[0]
    assert (bool(row[0]), row[1]) == (False, "user")


def test_the_app_shows_whom_the_invitation_is_for(admin: Person) -> None:
    login = new_login()
    admin.browser.post("/users/invite", first_name="Erika", last_name="M", email=login)
    shown = read_challenge(admin.device.poll()["challenge"]).action
    assert shown.startswith(f"Erika M ({login}) als Nutzer für Praxis am Markt")
    assert not admin.portal.query("SELECT id FROM registrations WHERE login = :l", l=login)


@pytest.mark.parametrize("missing", ENTERED)
def test_without_data_and_both_consents_there_is_no_account(
    portal: RunningPortal, admin: Person, browser: Browser, missing: str
) -> None:
    login = new_login()
    text = accept(portal, browser, invite(admin, login), login, **{missing: ""})
    assert 'aria-invalid="true"' in text
    assert not portal.query("SELECT id FROM accounts WHERE login = :l", l=login)


def test_a_withdrawn_invitation_leads_nowhere(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    login = new_login()
    id_ = invite(admin, login)
    admin.browser.post(f"/users/invitations/{id_}/withdraw")
    accept(portal, browser, id_, login)
    assert not portal.query("SELECT id FROM accounts WHERE login = :l", l=login)


def test_the_page_of_a_withdrawn_invitation_sends_to_whoever_has_invited(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    login = new_login()
    id_ = invite(admin, login)
    link = links(portal).invitation(id_, login)
    asked = follow(browser, link).text
    assert portal_text("Accept invitation") in asked
    posted = re.search('name="t" value="([^"]+)"', asked)
    assert posted
    admin.browser.post(f"/users/invitations/{id_}/withdraw")
    pages = (
        browser.post("/registration/confirm", t=posted[1], **ENTERED).text,
        follow(browser, link).text,
    )
    for page in pages:
        assert portal_text("Ask the person who invited you.") in page
        assert "/registration/new" not in page.partition("<main")[2].partition("</main>")[0]


def test_what_is_told_names_whom_it_is_about(admin: Person) -> None:
    login = new_login()
    admin.browser.post("/users/invite", first_name="Erika", last_name="M", email=login)
    admin.approves()
    id_ = str(admin.portal.query("SELECT id FROM registrations WHERE login = :l", l=login)[0][0])
    whom = f"Erika M ({login})"
    for what, told in (
        ("resend", "The invitation to %(whom)s was sent once more. …"),
        ("withdraw", "The invitation to %(whom)s is withdrawn. …"),
    ):
        text = admin.browser.post(f"/users/invitations/{id_}/{what}").text
        assert portal_text(told, whom=whom) in text


def test_the_page_after_an_invitation_says_where_the_e_mail_went(admin: Person) -> None:
    login = new_login()
    form = {"first_name": "Erika", "last_name": "M", "email": login}
    page = admin.browser.post("/users/invite", **form).headers["location"]
    admin.approves()
    told = portal_text("%(who)s is invited. …", who=f"Erika M ({login})")
    text = admin.browser.open(page).text
    assert told in text
    assert 'href="/users#invitations"' in text
    listed = admin.browser.open("/users").text
    assert listed.index('id="invitations"') < listed.index('id="search"')


def test_of_many_invitations_the_first_three_are_above_the_users(admin: Person) -> None:
    logins = [new_login() for _ in range(5)]
    for last, login in zip(("Adam", "Berg", "Conrad", "Dorn", "Ebert"), logins, strict=True):
        invite(admin, login, last=last)
    text = admin.browser.open("/users").text
    seen, folded = text.split("2 weitere Einladungen")
    assert [login in seen for login in logins] == [True, True, True, False, False]
    assert all(login in folded for login in logins[3:])


def test_a_foreign_invitation_is_none(portal: RunningPortal, admin: Person) -> None:
    stranger, id_ = person(portal, new_ik()), invite(admin, new_login())
    for what in ("resend", "withdraw"):
        for one in (id_, "none"):
            answer = stranger.browser.post_only(f"/users/invitations/{one}/{what}")
            assert answer.headers["location"] == "/users?gone=1"
    # The page looks it up before; whatever else calls these must not reach it either.
    ((provider,),) = portal.query("SELECT provider_id FROM accounts WHERE id = :i", i=stranger.id)
    now = portal.clock.now()
    assert not portal.write(lambda c: send_again(c, provider, id_, "", now))
    assert not portal.write(lambda c: withdraw_invitation(c, provider, id_, now))
    assert portal.query("SELECT id FROM registrations WHERE id = :i", i=id_)


def test_inviting_tells_nobody_which_addresses_have_accounts(
    portal: RunningPortal, admin: Person, browser: Browser
) -> None:
    taken = person(portal, new_ik()).login
    id_ = invite(admin, taken)
    assert taken in admin.browser.open("/users").text
    facts = portal.query("SELECT facts FROM outbox WHERE registration_id = :i", i=id_)
    assert '"taken": "yes"' in facts[0][0]
    accept(portal, browser, id_, taken)
    assert portal.query("SELECT role FROM accounts WHERE login = :l", l=taken)[0][0] == "admin"


MEMBER = "There is a user with this address at your institution already. …"
INVITED = "This address is invited already. …"


def test_nobody_is_invited_twice_or_beside_an_account_of_the_own_provider(admin: Person) -> None:
    login = new_login()
    invite(admin, login)
    for email, told in ((login, INVITED), (admin.login.upper(), MEMBER)):
        form = {"first_name": "E", "last_name": "M", "email": email}
        text = admin.browser.post("/users/invite", **form).text
        assert portal_text(told) in text
        assert 'aria-invalid="true"' in text
        assert admin.device.poll()["challenge"] is None


def test_a_user_who_came_before_the_approval_is_named_as_the_reason(admin: Person) -> None:
    portal, login = admin.portal, new_login()
    form = {"first_name": "E", "last_name": "M", "email": login}
    page = admin.browser.post("/users/invite", **form).headers["location"]
    portal.create_account(login, cleared=False)
    portal.execute(
        "UPDATE accounts SET provider_id = (SELECT provider_id FROM accounts WHERE id = :i) "
        "WHERE login = :l",
        i=admin.id,
        l=login,
    )
    assert name_of(admin.approves) == "gone"
    text = admin.browser.open(page).text
    assert portal_text(MEMBER) in text
    assert portal_text("It had been changed already, …") not in text


def test_an_invitation_is_worth_nothing_without_the_right(admin: Person) -> None:
    login = new_login()
    admin.browser.post("/users/invite", first_name="E", last_name="M", email=login)
    admin.portal.execute("UPDATE accounts SET role = 'user' WHERE id = :i", i=admin.id)
    assert name_of(admin.approves) == "gone"
    assert not admin.portal.query("SELECT id FROM registrations WHERE login = :l", l=login)
