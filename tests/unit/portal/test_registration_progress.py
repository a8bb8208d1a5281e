"""What mails and pages say after a reset, a refusal, or with everything handed in."""

import json
from typing import Any

import pytest

from portal.domain.registration.registrations import Kind, State
from portal.platform.language import german_date
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import DAY, add_registration, follow, links, newcomer, register
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login
from tests.unit.portal.test_registration_reset import begun

GREEN = "Sie können sich anmelden."


def facts(portal: RunningPortal, login: str, kind: str = "continue") -> dict[str, str]:
    """Of the newest e-mail of that kind."""
    sql = "SELECT facts FROM outbox WHERE recipient = :r AND kind = :k ORDER BY rowid DESC LIMIT 1"
    found: dict[str, str] = json.loads(portal.query(sql, r=login, k=kind)[0][0])
    return found


def of_account(portal: RunningPortal, **changes: Any) -> str:
    """The user name of a new account that has a registration."""
    login = new_login()
    portal.create_account(login, cleared=False)
    add_registration(portal, login, **changes)
    return login


def opened(portal: RunningPortal, browser: Browser, login: str, id_: str) -> None:
    follow(browser, links(portal).status(id_, login))


# --- after a reset


def test_the_cleared_registration_does_not_promise_a_login_after_a_reset(
    portal: RunningPortal,
    device: Device,
    login: str,
    browser: Browser,
    another_browser: Browser,
) -> None:
    old = add_registration(portal, login, state=State.CLEARED, certificate_at=1)
    opened(portal, browser, login, old.id)
    assert GREEN in browser.open("/registration").text
    begun(portal, another_browser, login)
    for address in ("/registration", "/registration/done"):
        page = browser.open(address).text
        assert GREEN not in page
        assert "Ihr Zugang wurde zurückgesetzt." in page
        assert portal_text("Your access was reset. The link …") in page


def test_after_a_reset_by_an_operator_the_support_knows_more(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    old = add_registration(portal, login, state=State.CLEARED, certificate_at=1)
    portal.execute("UPDATE accounts SET cleared = false WHERE login = :l", l=login)
    opened(portal, browser, login, old.id)
    page = browser.open("/registration").text
    assert "Ihr Zugang wurde zurückgesetzt." in page
    assert "neuesten E‑Mail" not in page


def test_without_a_device_nobody_is_told_to_log_in(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    old = add_registration(portal, login, state=State.CLEARED, certificate_at=1)
    opened(portal, browser, login, old.id)
    page = browser.open("/registration").text
    assert GREEN not in page
    assert portal_text("Your access is cleared, …") in page


# --- the mail `continue`


@pytest.mark.parametrize(
    ("changes", "stand"),
    [
        ({}, "both"),
        ({"certificate_at": 1}, "device"),
        ({"state": State.REFUSED, "certificate_at": 1}, "refused"),
        ({"kind": Kind.RESET}, "reset-certificate"),
        ({"kind": Kind.RESET, "state": State.ORDERED}, "reset-ordered"),
    ],
)
def test_who_registers_again_learns_what_is_missing(
    portal: RunningPortal, browser: Browser, changes: dict[str, Any], stand: str
) -> None:
    login = of_account(portal, decided_at=portal.clock.now(), **changes)
    register(browser, login)
    told = facts(portal, login)
    assert (told["stand"], told["lost"]) == (stand, "")
    until = str(portal.clock.now() + 30 * DAY) if stand == "refused" else ""
    assert told["until"] == until


@pytest.mark.parametrize(
    ("changes", "stand"),
    [({}, "certificate"), ({"state": State.ORDERED, "certificate_at": 1}, "ordered")],
)
def test_who_asks_for_a_reset_too_early_learns_how_to_replace_the_device(
    portal: RunningPortal, browser: Browser, changes: dict[str, Any], stand: str
) -> None:
    login = of_account(portal, **changes)
    browser.post("/reset", login=login)
    assert facts(portal, login)["lost"] == "", "there is no device to be replaced"
    activated(portal, login)
    for column, value in changes.items():
        portal.execute(f"UPDATE registrations SET {column} = :v WHERE login = :l", v=value, l=login)
    browser.post("/reset", login=login)
    told = facts(portal, login)
    assert (told["stand"], told["lost"]) == (stand, "yes")


def test_a_reset_that_was_cleared_needs_its_device(portal: RunningPortal, browser: Browser) -> None:
    now = portal.clock.now()
    login = of_account(portal, kind=Kind.RESET, state=State.CLEARED, decided_at=now)
    browser.post("/reset", login=login)
    assert facts(portal, login)["stand"] == "reset-device"


def test_a_new_device_is_told_according_to_the_clearance(
    portal: RunningPortal, browser: Browser, device: Device, login: str
) -> None:
    waiting = new_login()
    newcomer(portal, browser, waiting)
    activated(portal, waiting)
    assert facts(portal, waiting, "new-device")["cleared"] == ""
    assert facts(portal, login, "new-device")["cleared"] == "yes"


# --- after a refusal


def test_the_pages_of_a_refusal_say_when_the_address_is_free(
    portal: RunningPortal, browser: Browser
) -> None:
    now = portal.clock.now()
    login = new_login()
    portal.create_account(login, cleared=False)
    refused = add_registration(portal, login, state=State.REFUSED, reason="Nein.", decided_at=now)
    opened(portal, browser, login, refused.id)
    page = browser.open("/registration").text
    assert f"am <strong>{german_date(now + 30 * DAY)}</strong> gelöscht" in page
    certificate = browser.open("/registration/certificate").text
    assert portal_text("The AOK has refused the application.") in certificate
    assert "bei der AOK" not in certificate
