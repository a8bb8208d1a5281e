"""The computer's clock is set ahead or back while the portal runs."""

import logging
from pathlib import Path

import pytest

from portal.domain.accounts import codes
from portal.domain.logins import challenges, tickets
from portal.domain.logins.sessions import IDLE_SECONDS, LONGEST_SECONDS
from portal.jobs.maintenance import bring_forward
from tests.support.device import Device, PortalProblem
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal, running_portal
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.heavy

LOGIN = "max@abc.de"
HOUR, DAY = 3600, 86_400
JUMPS = [HOUR, DAY, 40 * DAY]


def set_back(portal: RunningPortal, seconds: int) -> None:
    portal.clock.advance(-seconds)
    portal.forget_old_rows()


def logged_in(portal: RunningPortal, browser: Browser) -> Browser:
    device = activated(portal, LOGIN)
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    assert browser.is_logged_in()
    return browser


@pytest.fixture
def portal(own_portal: RunningPortal) -> RunningPortal:
    own_portal.create_account(LOGIN, cleared=True)
    return own_portal


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_session_of_before_ends_when_it_is_idle_for_as_long_as_any_other(
    portal: RunningPortal, seconds: int
) -> None:
    browser = logged_in(portal, Browser(portal.url))
    set_back(portal, seconds)
    assert browser.is_logged_in()
    portal.clock.advance(IDLE_SECONDS)
    assert not browser.is_logged_in()


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_session_of_before_ends_after_the_longest_time_although_it_is_used(
    portal: RunningPortal, seconds: int
) -> None:
    browser = logged_in(portal, Browser(portal.url))
    set_back(portal, seconds)
    for _ in range(LONGEST_SECONDS // (IDLE_SECONDS - 60)):
        portal.clock.advance(IDLE_SECONDS - 60)
        assert browser.is_logged_in()
    portal.clock.advance(IDLE_SECONDS - 60)
    assert not browser.is_logged_in()


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_request_of_before_ends_in_its_own_time(portal: RunningPortal, seconds: int) -> None:
    device, browser = activated(portal, LOGIN), Browser(portal.url)
    cid = browser.begin(LOGIN)
    set_back(portal, seconds)
    device.freshen()
    assert device.poll("")["challenge"]
    portal.clock.advance(challenges.SECONDS)
    assert browser.stage(cid) == "expired"
    device.freshen()
    assert device.poll("")["challenge"] is None


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_ticket_of_before_ends_in_minutes(portal: RunningPortal, seconds: int) -> None:
    device, browser = activated(portal, LOGIN), Browser(portal.url)
    ticket = device.applogin()["ticket"]
    set_back(portal, seconds)
    portal.clock.advance(tickets.CONFIRM_SECONDS)
    assert browser.land(ticket)["result"] != "claimed"


@pytest.mark.parametrize("seconds", JUMPS)
def test_an_activation_code_of_before_ends_in_its_own_time(
    portal: RunningPortal, seconds: int
) -> None:
    code = portal.issue_code(LOGIN)
    set_back(portal, seconds)
    portal.clock.advance(codes.SECONDS)
    with pytest.raises(PortalProblem) as refused:
        Device(portal.url).activate(LOGIN, code)
    assert refused.value.name == "activation-refused"


@pytest.mark.parametrize("seconds", JUMPS)
def test_a_wrong_pin_of_before_comes_off_the_budget_after_thirty_days(
    portal: RunningPortal, seconds: int
) -> None:
    device = activated(portal, LOGIN)
    with pytest.raises(PortalProblem):
        device.applogin("000000")
    set_back(portal, seconds)
    portal.clock.advance(30 * DAY + 1)
    device.freshen()
    device.applogin()
    budget = portal.query("SELECT budget_left FROM devices")
    assert budget == [(15,)]


@pytest.mark.parametrize("seconds", [1, 60])
def test_a_small_correction_is_not_told_and_changes_nothing(
    portal: RunningPortal, seconds: int, caplog: pytest.LogCaptureFixture
) -> None:
    browser = logged_in(portal, Browser(portal.url))
    set_back(portal, seconds)
    assert browser.is_logged_in()
    assert "clock" not in caplog.text


def test_the_operator_is_told_once(portal: RunningPortal, caplog: pytest.LogCaptureFixture) -> None:
    logged_in(portal, Browser(portal.url))
    for _ in range(2):
        set_back(portal, 0)
    portal.clock.advance(-DAY)
    for _ in range(2):
        portal.maintain()
    alarms = [one for one in caplog.records if one.name == "portal.alarm"]
    assert [one.levelno for one in alarms] == [logging.WARNING]
    assert "the clock was set back" in alarms[0].getMessage()


def test_a_pin_try_that_was_cut_off_before_is_verified_by_the_next_start(tmp_path: Path) -> None:
    with running_portal(tmp_path) as portal:
        portal.create_account(LOGIN, cleared=True)
        device = activated(portal, LOGIN)
        portal.execute("UPDATE devices SET tries_left = 4, budget_left = 14")
        portal.stop()
        portal.execute(
            "INSERT INTO pin_reservations VALUES (:dev, 'j', :at, :content)",
            dev=device.dev,
            at=portal.clock.now(),
            content=bytes(64),
        )
        portal.clock.advance(-DAY)
        portal.start()
        assert portal.query("SELECT count(*) FROM pin_reservations") == [(0,)]


@pytest.mark.parametrize("seconds", JUMPS)
def test_an_email_waits_an_hour_at_most_whatever_its_time_was(
    portal: RunningPortal, seconds: int
) -> None:
    due = portal.clock.now()
    portal.execute(
        "INSERT INTO outbox (id, kind, recipient, language, facts, created_at, due_at, tries,"
        " leased_until) VALUES ('i', 'taken', :to, 'de', '{}', :due, :due, 0, :due)",
        to=LOGIN,
        due=due,
    )
    set_back(portal, seconds)
    ((until,),) = portal.query("SELECT due_at FROM outbox")
    assert until <= portal.clock.now() + 1.1 * HOUR


def test_nothing_is_shortened_while_the_clock_goes_on(portal: RunningPortal) -> None:
    logged_in(portal, Browser(portal.url))
    Browser(portal.url).begin(LOGIN)
    portal.issue_code(LOGIN)
    for seconds in (0, 1, HOUR, DAY):
        portal.clock.advance(seconds)
        assert portal.write(lambda c: bring_forward(c, portal.clock.now())) == 0
