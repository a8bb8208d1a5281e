"""Registrations for tests, as the pages would have made them."""

import dataclasses
import re
import secrets
from typing import Any

import httpx2

from crypto.encoding import b64url
from portal.domain.registration.links import Links
from portal.domain.registration.registrations import (
    Kind,
    Registration,
    State,
    find_registration,
    insert_registration,
)
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

DAY = 86_400


def add_registration(portal: RunningPortal, login: str, **changes: Any) -> Registration:
    """A registration of `login`; confirmed if that has an account. `changes` are its fields."""
    now = portal.clock.now()
    rows = portal.query("SELECT id FROM accounts WHERE login = :l", l=login)
    account_id = rows[0][0] if rows else None
    made = Registration(
        id=b64url(secrets.token_bytes(16)),
        kind=Kind.NEW,
        state=State.OPEN,
        login=login,
        salutation="",
        first_name="Max",
        last_name="Mustermann",
        phone="+49 89 1234567",
        phone_typed="089 1234567",
        function="Praxisleitung",
        ik="108018007",
        institution="Praxis am Markt",
        postal_code="80331",
        language="de",
        created_at=now,
        mailed_at=now,
        confirm_until=now + 30 * DAY,
        confirmed_at=None if account_id is None else now,
        expires_at=now + 30 * DAY,
        reminders=0,
        account_id=account_id,
        certificate_at=None,
        device_at=None,
        ordered_at=None,
        region=None,
        first_clerk=None,
        first_shown=None,
        decided_by=None,
        decided_at=None,
        reason="",
    )
    made = dataclasses.replace(made, **changes)
    portal.write(lambda connection: insert_registration(connection, made))
    return made


def stored(portal: RunningPortal, id_: str) -> Registration | None:
    return portal.write(lambda connection: find_registration(connection, id_))


def emails(portal: RunningPortal, to: str) -> list[str]:
    """Kinds of the e-mails about registrations, in the order in which they were written."""
    sql = "SELECT kind FROM outbox WHERE recipient = :r AND kind <> 'new-device' ORDER BY rowid"
    rows = portal.query(sql, r=to)
    return [row[0] for row in rows]


FORM = {
    "ik": "108018007",
    "institution": "Praxis am Markt",
    "postal_code": "80331",
    "salutation": "frau",
    "first_name": "Erika",
    "last_name": "Mustermann",
    "function": "Praxismanagerin",
    "phone": "089 1234567",
    "terms": "1",
    "data": "1",
}


def register(browser: Browser, login: str, **changes: str) -> httpx2.Response:
    """Send the form of step 1."""
    return browser.post(
        "/registration/new", **FORM | {"email": login, "email_again": login} | changes
    )


def registered(portal: RunningPortal, browser: Browser, login: str) -> str:
    """Send it well; the registration's id."""
    answer = register(browser, login)
    assert answer.headers.get("location") == "/registration/sent", answer.text
    return id_of(portal, login)


def id_of(portal: RunningPortal, login: str) -> str:
    """Id of the newest registration of a user name."""
    sql = "SELECT id FROM registrations WHERE login = :l ORDER BY created_at DESC LIMIT 1"
    return str(portal.query(sql, l=login)[0][0])


def links(portal: RunningPortal) -> Links:
    return Links(portal.keys, portal.url)


def token(link: str) -> str:
    return link.partition("#t=")[2]


def follow(browser: Browser, link: str) -> httpx2.Response:
    """What a browser shows behind a mail's link: its page, whose script posts what is behind the
    # of the address.
    """
    address, _, secret = link.partition("#t=")
    page = browser.open(address, "cross-site")
    assert page.status_code == 200, page.text
    return browser.post(f"{address}/open", link=secret)


def confirm(portal: RunningPortal, browser: Browser, login: str) -> None:
    """Press the button of the page that the first mail leads to."""
    link = links(portal).confirm(id_of(portal, login), login)
    answer = browser.post("/registration/confirm", t=token(link))
    assert answer.headers.get("location") == "/registration/confirmed", answer.text


def newcomer(portal: RunningPortal, browser: Browser, login: str) -> str:
    """Somebody whose address is confirmed; the registration's id."""
    id_ = registered(portal, browser, login)
    confirm(portal, browser, login)
    return id_


def code_on(page: str) -> str:
    """The activation code that a page shows."""
    found = re.search(r'id="code">(\d{4}) (\d{4})<', page)
    assert found, page
    return found[1] + found[2]
