"""„Zugang zurücksetzen“ (P12): a mail first, then a button, then all devices end."""

from typing import Any

import pytest

from portal.domain.accounts.accounts import Role
from portal.domain.registration.registrations import Kind, Registration, State
from tests.support.device import Device
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import (
    DAY,
    add_registration,
    emails,
    follow,
    id_of,
    links,
    newcomer,
    register,
    stored,
    token,
)
from tests.support.statements import Statements
from tests.support.texts import portal_text
from tests.unit.portal.conftest import name_of, new_login
from tests.unit.portal.test_registration_begin import (  # noqa: F401  (two are fixtures)
    seen_by,
    statements,
    undisturbed,
)

RESET = "/registration/reset"


def wanted(portal: RunningPortal, browser: Browser, login: str) -> Registration:
    """The reset that the page `/reset` begins."""
    portal.clock.advance(1)
    browser.post("/reset", login=login)
    found = stored(portal, id_of(portal, login))
    assert found is not None
    assert found.kind is Kind.RESET
    return found


def begun(portal: RunningPortal, browser: Browser, login: str) -> Registration:
    """The same, once the owner of the address has said yes."""
    reset = wanted(portal, browser, login)
    answer = browser.post(RESET, t=token(links(portal).reset(reset.id)), login=login)
    assert answer.headers["location"] == "/registration"
    return reset


def answers(browser: Browser, login: str) -> list[tuple[Any, ...]]:
    return [
        seen_by(browser.post("/reset", login=login), login),
        seen_by(browser.open("/reset/sent"), login),
    ]


def test_who_only_knows_the_name_does_nothing_but_cause_a_mail(
    portal: RunningPortal, device: Device, login: str, another_browser: Browser
) -> None:
    reset = wanted(portal, another_browser, login)
    assert emails(portal, login) == ["reset"]
    scanner = Browser(portal.url)
    page = follow(scanner, links(portal).reset(reset.id)).text
    assert portal_text("Lock all devices?") in page
    assert device.applogin()["ticket"]
    assert another_browser.post("/registration/device/code").status_code == 303
    assert (
        portal_text("No registration is open in this browser.")
        in another_browser.open("/registration").text
    )


def test_the_button_ends_all_devices_at_once(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    reset = begun(portal, browser, login)
    assert name_of(device.applogin) == "revoked"
    assert emails(portal, login) == ["reset", "reset-begun"]
    found = stored(portal, reset.id)
    assert found is not None
    assert found.confirmed_at == portal.clock.now()
    assert found.expires_at == portal.clock.now() + 30 * DAY
    page = browser.open("/registration").text
    assert portal_text("Reset access: status") in page
    assert 'href="/registration/certificate"' in page


def test_pressed_again_it_changes_nothing(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    reset = begun(portal, browser, login)
    before = stored(portal, reset.id)
    portal.clock.advance(60)
    link = links(portal).reset(reset.id)
    assert "schon bestätigt" in follow(browser, link).text
    browser.post(RESET, t=token(link))
    assert stored(portal, reset.id) == before
    assert emails(portal, login) == ["reset", "reset-begun"]


def test_the_link_is_good_for_24_hours(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    reset = wanted(portal, browser, login)
    portal.clock.advance(DAY)
    answer = browser.post(RESET, t=token(links(portal).reset(reset.id)))
    assert answer.status_code == 410
    assert portal_text("This link is no longer valid") in answer.text
    assert 'href="/reset"' in answer.text
    device.freshen()
    assert device.applogin()["ticket"]


def test_it_is_prefilled_from_what_is_known(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    old = add_registration(portal, login, state=State.CLEARED, phone="+49 30 1")
    reset = wanted(portal, browser, login)
    assert (reset.name, reset.phone, reset.function) == (old.name, "+49 30 1", old.function)
    assert (reset.institution, reset.ik) == ("Praxis am Markt", "123456789")
    assert reset.account_id == old.account_id


def test_an_account_without_any_registration_can_be_reset_too(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    reset = wanted(portal, browser, login)
    assert (reset.first_name, reset.last_name) == ("Max", "Mustermann")


def test_nobody_learns_which_names_have_an_account(
    undisturbed: RunningPortal,  # noqa: F811  a fixture
    statements: Statements,  # noqa: F811  a fixture
) -> None:
    login, unknown, portal = "user@abc.example", "none@abc.example", undisturbed
    portal.create_account(login, cleared=True)
    # Behind a command the first who writes looks for the last entry of the audit log.
    register(Browser(portal.url), "first@abc.example")
    browser, another = Browser(portal.url), Browser(portal.url)
    pages: dict[str, Any] = {}
    work = [
        statements.of(lambda: pages.update(known=answers(browser, login))),
        statements.of(lambda: pages.update(unknown=answers(another, unknown))),
    ]
    assert pages["known"] == pages["unknown"]
    assert work[0] == work[1]
    assert portal.query("SELECT * FROM registrations WHERE login = :l", l=unknown) == []
    assert emails(portal, unknown) == []


def test_whoever_is_still_on_the_way_is_led_to_the_status_page(
    portal: RunningPortal, browser: Browser, another_browser: Browser
) -> None:
    login = new_login()
    id_ = newcomer(portal, browser, login)
    another_browser.post("/reset", login=login)
    assert emails(portal, login) == ["registration", "continue", "continue"]
    assert portal.query("SELECT id FROM registrations WHERE login = :l", l=login) == [(id_,)]


def test_a_reset_that_was_begun_is_not_begun_a_second_time(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    begun(portal, browser, login)
    browser.post("/reset", login=login)
    assert emails(portal, login) == ["reset", "reset-begun", "continue"]


def test_of_two_mails_the_one_that_is_used_first_counts(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    first = wanted(portal, browser, login)
    second = wanted(portal, browser, login)
    assert first.id != second.id
    for reset, status in ((first, 303), (second, 410)):
        link = links(portal).reset(reset.id)
        assert browser.post(RESET, t=token(link), login=login).status_code == status
    assert emails(portal, login).count("reset-begun") == 1


def test_unconfirmed_resets_are_forgotten(own_portal: RunningPortal) -> None:
    own_portal.create_account("max@abc.de", cleared=True)
    wanted(own_portal, Browser(own_portal.url), "max@abc.de")
    own_portal.clock.advance(DAY)
    own_portal.stop()
    own_portal.start()
    assert own_portal.query("SELECT * FROM registrations") == []


def test_clerks_are_reset_by_an_operator(portal: RunningPortal, browser: Browser) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    portal.execute("UPDATE accounts SET role = :r WHERE login = :l", r=Role.CLERK.value, l=login)
    browser.post("/reset", login=login)
    assert emails(portal, login) == []


@pytest.mark.parametrize("typed", ["", "max mustermann", "\x00"])
def test_what_is_no_user_name_is_kept_and_explained(browser: Browser, typed: str) -> None:
    answer = browser.post("/reset", login=typed)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
