"""Which browsers may work on a registration, and for how long."""

import httpx2
import pytest

from portal.domain.registration.lifecycle import delete_registration
from portal.platform.asgi import cookie_hash, new_cookie
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import (
    confirm,
    follow,
    links,
    newcomer,
    register,
    registered,
    stored,
)
from tests.unit.portal.conftest import new_login

UNKNOWN = "gerade keine Registrierung"


@pytest.fixture
def newlogin() -> str:
    return new_login()


def status(browser: Browser) -> str:
    return browser.open("/registration").text


def visit(browser: Browser) -> str:
    return str(browser.cookie("visit")).partition(".")[0]


def with_visit(portal: RunningPortal, value: str) -> Browser:
    """Somebody who has this cookie."""
    browser = Browser(portal.url)
    browser.http.cookies.set("visit", value, domain=httpx2.URL(portal.url).host)
    return browser


def seen_at(portal: RunningPortal, browser: Browser) -> int:
    sql = "SELECT seen_at FROM registration_visits WHERE hash = :h"
    return int(portal.query(sql, h=cookie_hash(visit(browser)))[0][0])


@pytest.mark.parametrize("binding", ["register", "confirm", "status"])
def test_a_planted_cookie_is_of_no_use(portal: RunningPortal, newlogin: str, binding: str) -> None:
    planted = new_cookie()
    victim, thief = with_visit(portal, planted), with_visit(portal, planted)
    if binding == "register":
        register(victim, newlogin)
    else:
        id_ = registered(portal, Browser(portal.url), newlogin)
        if binding == "confirm":
            confirm(portal, victim, newlogin)
        else:
            follow(victim, links(portal).status(id_, newlogin))
    assert newlogin in status(victim)
    assert visit(victim) != planted
    assert UNKNOWN in status(thief)


def test_whoever_filled_the_form_in_with_somebody_elses_address_is_out_once_it_is_confirmed(
    portal: RunningPortal, newlogin: str
) -> None:
    stranger, owner = Browser(portal.url), Browser(portal.url)
    registered(portal, stranger, newlogin)
    assert newlogin in status(stranger)
    confirm(portal, owner, newlogin)
    assert UNKNOWN in status(stranger)
    assert stranger.post("/registration/device/code").headers["location"] == "/registration"
    assert newlogin in status(owner)


def test_two_browsers_work_on_one_registration(
    portal: RunningPortal, browser: Browser, another_browser: Browser, newlogin: str
) -> None:
    id_ = newcomer(portal, browser, newlogin)
    follow(another_browser, links(portal).status(id_, newlogin))
    assert newlogin in status(browser)
    assert newlogin in status(another_browser)


def test_a_visit_ends_after_an_hour_without_a_word(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    newcomer(portal, browser, newlogin)
    portal.clock.advance(3599)
    assert newlogin in status(browser)
    portal.clock.advance(3599)
    assert newlogin in status(browser)
    portal.clock.advance(3600)
    assert UNKNOWN in status(browser)


def test_being_there_is_written_every_30_seconds_at_most(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    newcomer(portal, browser, newlogin)
    begun = portal.clock.now()
    portal.clock.advance(29)
    status(browser)
    assert seen_at(portal, browser) == begun
    portal.clock.advance(1)
    status(browser)
    assert seen_at(portal, browser) == begun + 30


def test_old_visits_are_forgotten(own_portal: RunningPortal) -> None:
    registered(own_portal, Browser(own_portal.url), "new@abc.de")
    own_portal.clock.advance(3600)
    own_portal.stop()
    own_portal.start()
    assert own_portal.query("SELECT * FROM registration_visits") == []


def test_a_visit_ends_with_the_registration(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    registration = stored(portal, newcomer(portal, browser, newlogin))
    assert registration is not None
    portal.write(lambda c: delete_registration(c, registration, portal.clock.now()))
    assert UNKNOWN in status(browser)
    for page in ("confirmed", "sent", "done", "device", "device/code", "device/download"):
        assert browser.open(f"/registration/{page}").headers["location"] == "/registration"
    assert browser.fetch("/registration/device/code/state")["stage"] == "expired"


def test_it_can_be_closed_where_others_use_the_computer_too(
    portal: RunningPortal, browser: Browser, newlogin: str
) -> None:
    id_ = newcomer(portal, browser, newlogin)
    thief = with_visit(portal, visit(browser))
    browser.post("/registration/leave")
    assert UNKNOWN in status(browser)
    assert UNKNOWN in status(thief)
    follow(browser, links(portal).status(id_, newlogin))
    assert newlogin in status(browser)


def test_a_second_registration_takes_the_place_of_the_first_in_a_browser(
    portal: RunningPortal, browser: Browser
) -> None:
    first, second = new_login(), new_login()
    registered(portal, browser, first)
    registered(portal, browser, second)
    page = status(browser)
    assert second in page
    assert first not in page
