"""`/home`: what an LE-Admin and a plain user find after the login."""

import pytest

from portal.domain.accounts.accounts import Role
from tests.support.portal_server import RunningPortal
from tests.support.providers import Person, invite, new_ik, person
from tests.support.texts import portal_text
from tests.unit.portal.conftest import new_login


@pytest.fixture
def admin(portal: RunningPortal) -> Person:
    return person(portal, new_ik())


def test_an_le_admin_sees_invitations_and_numbers(portal: RunningPortal, admin: Person) -> None:
    before = admin.browser.open("/home").text
    assert portal_text("No open invitations.") in before
    invite(admin, new_login(), "Jana", "Sommer")
    page = admin.browser.open("/home").text
    assert "Jana Sommer" in page
    assert "gilt noch 30 Tage" in page
    ik = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)[0][0]
    assert ik in page
    assert portal_text("cleared") in page


def test_a_plain_user_sees_no_invitations(portal: RunningPortal, admin: Person) -> None:
    ik = portal.query("SELECT ik FROM accounts WHERE id = :i", i=admin.id)[0][0]
    user = person(portal, ik, "Erika Mustermann", Role.USER)
    page = user.browser.open("/home").text
    assert ik in page
    assert portal_text("Open invitations") not in page


def home_after_another_login(portal: RunningPortal, admin: Person) -> str:
    """The page, a minute later, after a login that was begun in the app."""
    portal.clock.advance(60)
    admin.device.freshen()
    ticket = admin.device.applogin()["ticket"]
    admin.browser.land(ticket)
    admin.device.claimok(ticket)
    assert admin.browser.wait_for_app() == "done"
    return admin.browser.open("/home").text


def test_the_login_before_is_told_with_its_place(portal: RunningPortal, admin: Person) -> None:
    page = home_after_another_login(portal, admin)
    assert portal_text("Last login:") in page
    assert "127.0.0.1" in page
    assert portal_text("This was not me") in page


def test_what_was_denied_meanwhile_does_not_hide_the_login_before(
    portal: RunningPortal, admin: Person
) -> None:
    (at,) = portal.query("SELECT at FROM logins WHERE account_id = :a", a=admin.id)[0]
    for late in (0, 1):
        for _ in range(25):
            portal.execute(
                "INSERT INTO logins (account_id, at, kind, result, ip, browser, os, device, what,"
                " changes) VALUES (:a, :t, 'browser', 'denied', '192.0.2.9', '', '', '', '', 0)",
                a=admin.id,
                t=at + late,
            )
    page = home_after_another_login(portal, admin)
    assert "127.0.0.1" in page
    assert "192.0.2.9" not in page
