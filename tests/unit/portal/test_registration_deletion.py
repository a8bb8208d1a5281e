"""What is deleted with a registration, and what stays (requirement P6)."""

import json
from typing import Any

from portal.domain.accounts.accounts import clear_account
from portal.domain.devices.administration import reset_account
from portal.domain.email.outbox import Email, EmailKind, enqueue
from portal.domain.registration.lifecycle import delete_registration
from portal.domain.registration.registrations import Kind, Registration
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import add_registration, stored
from tests.support.tables import METADATA
from tests.unit.portal.conftest import activated, moved_in, name_of, new_login

SECRETS = ("Mustermann", "089 1234567", "Praxis am Markt")


def delete(portal: RunningPortal, registration: Registration) -> None:
    portal.write(lambda c: delete_registration(c, registration, portal.clock.now()))


def everything(portal: RunningPortal) -> dict[str, list[Any]]:
    return {
        name: [tuple(row) for row in portal.query(f"SELECT * FROM {name}")]
        for name in METADATA.tables
        if name != "audit"
    }


def account_id(portal: RunningPortal, login: str) -> int:
    return int(portal.query("SELECT id FROM accounts WHERE login = :l", l=login)[0][0])


def lived_in(portal: RunningPortal, login: str) -> Registration:
    """A registration with a row in every table that can have one."""
    portal.create_account(login, ik=None)
    registration = add_registration(portal, login)
    now = portal.clock.now()
    device = activated(portal, login)
    # As an account that was cleared would have: logins, a session, a change that waits.
    portal.execute("UPDATE accounts SET cleared = true WHERE login = :l", l=login)
    browser, other = Browser(portal.url), Browser(portal.url)
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    browser.post("/devices/remove", device=device.dev)
    other.begin(login)
    name_of(lambda: device.applogin("000001"))
    portal.execute("UPDATE accounts SET cleared = false WHERE login = :l", l=login)
    moved_in(portal, login, portal.issue_code(login))
    portal.issue_code(login)
    values = {"i": registration.id, "n": now}
    portal.execute(
        "INSERT INTO attachments (id, registration_id, name, kind, size, stored_as, added_at)"
        " VALUES (:i, :i, 'Mustermann.pdf', 'pdf', 1, :i, :n)",
        **values,
    )
    portal.execute("INSERT INTO registration_visits VALUES (:i, :i, :n)", **values)
    email = Email(EmailKind.CONTINUE, login, registration_id=registration.id)
    portal.write(lambda c: enqueue(c, email, now))
    return registration


def test_nothing_of_it_is_left(own_portal: RunningPortal) -> None:
    before = everything(own_portal)
    registration = lived_in(own_portal, "new@abc.de")
    made = everything(own_portal)
    filled = {name for name in made if made[name] != before[name]}
    assert {"devices", "codes", "sessions", "tickets", "challenges", "actions"} <= filled
    assert {"logins", "answers", "pin_failures", "device_instances", "outbox"} <= filled
    delete(own_portal, registration)
    assert everything(own_portal) == before


def test_the_audit_log_keeps_that_it_was_deleted_and_not_what(own_portal: RunningPortal) -> None:
    registration = lived_in(own_portal, "new@abc.de")
    delete(own_portal, registration)
    rows = own_portal.query("SELECT event, account_id, facts FROM audit ORDER BY seq")
    event, account, facts = rows[-1]
    assert (event, account) == ("registration-deleted", registration.account_id)
    assert json.loads(facts) == {"registration": registration.id, "with_account": True}
    written = " ".join(str(row) for row in rows)
    assert not any(text in written for text in (*SECRETS, "new@abc.de"))


def test_e_mails_about_it_go_where_the_account_stays(portal: RunningPortal) -> None:
    login = new_login()
    portal.create_account(login)
    registration = add_registration(portal, login)
    portal.write(lambda c: clear_account(c, login, portal.clock.now()))
    email = Email(EmailKind.CONTINUE, login, registration_id=registration.id)
    portal.write(lambda c: enqueue(c, email, portal.clock.now()))
    delete(portal, registration)
    about = "SELECT kind FROM outbox WHERE registration_id = :i"
    assert portal.query(about, i=registration.id) == []


def test_an_account_that_was_cleared_stays(portal: RunningPortal) -> None:
    login = new_login()
    portal.create_account(login)
    registration = add_registration(portal, login)
    device = activated(portal, login)
    portal.write(lambda c: clear_account(c, login, portal.clock.now()))
    delete(portal, registration)
    assert stored(portal, registration.id) is None
    assert device.applogin()["ticket"]


def test_an_account_that_was_reset_stays_whichever_registration_goes(
    portal: RunningPortal, login: str
) -> None:
    old = add_registration(portal, login)
    reset = add_registration(portal, login, kind=Kind.RESET)
    portal.write(lambda c: reset_account(c, login, portal.clock.now()))
    delete(portal, reset)
    delete(portal, old)
    assert account_id(portal, login) > 0


def test_an_unconfirmed_one_touches_nothing_of_the_account_with_its_address(
    portal: RunningPortal,
) -> None:
    login = new_login()
    strangers = add_registration(portal, login)
    portal.create_account(login)
    device = activated(portal, login)
    delete(portal, strangers)
    assert device.poll()["account"]["login"] == login
