"""On PostgreSQL whoever changes what belongs to an account's devices waits for the devices first.

While one transaction has the devices, another that waits for them has nothing that the first may
want: so no two of them wait for each other.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from portal.domain.devices.administration import reset_account
from portal.domain.registration.registrations import State
from tests.contract.app import LOGIN
from tests.support.device_life import LivingDevice
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.registrations import DAY, add_registration
from tests.unit.portal.conftest import activated

pytestmark = pytest.mark.parametrize("portal", ["postgresql"], indirect=True)

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
TABLES = ("codes", "tickets", "challenges", "accounts", "sessions", "registrations")


@pytest.fixture
def device(portal: RunningPortal) -> LivingDevice:
    return activated(portal, LOGIN)


@pytest.fixture
def ending(portal: RunningPortal, device: LivingDevice) -> Iterator[psycopg.Connection[Any]]:
    """A transaction that has the devices, as one has that ends a device."""
    with psycopg.connect(portal.settings.database_url) as connection:
        connection.execute("SELECT id FROM devices FOR NO KEY UPDATE")
        yield connection


def meets(ending: psycopg.Connection[Any], work: Callable[[], Any]) -> Any:
    """Begin `work`, take all that the ending of a device takes once it waits, and let it go on."""
    with ThreadPoolExecutor(1) as threads:
        begun: Future[Any] = threads.submit(work)
        try:
            until(lambda: ending.execute(WAITING).fetchall()[0][0], what="waiting for the devices")
            for table in TABLES:
                ending.execute(f"SELECT 1 FROM {table} FOR NO KEY UPDATE NOWAIT")
        finally:
            ending.rollback()
        return begun.result()


def test_a_ticket_that_is_posted_while_its_device_ends(
    portal: RunningPortal, device: LivingDevice, ending: psycopg.Connection[Any]
) -> None:
    ending.rollback()
    browser = Browser(portal.url)
    browser.begin(LOGIN)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    ending.execute("SELECT id FROM devices FOR NO KEY UPDATE")
    assert meets(ending, lambda: browser.finish(ticket))["result"] == "done"
    assert browser.is_logged_in()


def test_a_browser_that_the_app_lets_in_while_its_device_ends(
    portal: RunningPortal, device: LivingDevice, ending: psycopg.Connection[Any]
) -> None:
    ending.rollback()
    browser, ticket = Browser(portal.url), device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    ending.execute("SELECT id FROM devices FOR NO KEY UPDATE")
    assert meets(ending, browser.wait_for_app) == "done"
    assert browser.is_logged_in()


def test_a_browser_that_asks_while_somebody_logs_out_of_its_session(
    portal: RunningPortal, device: LivingDevice
) -> None:
    browser, ticket = Browser(portal.url), device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    browser.wait_for_app()
    with psycopg.connect(portal.settings.database_url) as leaving, ThreadPoolExecutor(1) as threads:
        leaving.execute("UPDATE tickets SET ends_at = created_at FROM sessions")
        leaving.execute("DELETE FROM sessions")
        asked = threads.submit(browser.wait_for_app)
        until(lambda: leaving.execute(WAITING).fetchall()[0][0], what="waiting for the ticket")
        leaving.commit()
        assert asked.result() == "gone"
    assert not browser.is_logged_in()


def test_a_second_browser_that_posts_the_ticket_while_the_app_lets_the_first_in(
    portal: RunningPortal, device: LivingDevice
) -> None:
    first, second, ticket = Browser(portal.url), Browser(portal.url), device.applogin()["ticket"]
    first.land(ticket)
    with psycopg.connect(portal.settings.database_url) as app, ThreadPoolExecutor(1) as threads:
        app.execute("UPDATE tickets SET state = 'done'")
        posted = threads.submit(second.land, ticket)
        until(lambda: app.execute(WAITING).fetchall()[0][0], what="waiting for the ticket")
        app.commit()
        assert posted.result() == {"result": "void"}
    assert first.wait_for_app() == "void"
    assert not first.is_logged_in()


def test_a_browser_that_posts_the_ticket_while_the_app_takes_it_back(
    portal: RunningPortal, device: LivingDevice
) -> None:
    browser, ticket = Browser(portal.url), device.applogin()["ticket"]
    with psycopg.connect(portal.settings.database_url) as other, ThreadPoolExecutor(1) as threads:
        other.execute("UPDATE tickets SET state = 'claimed'")
        refused = threads.submit(device.claimok, ticket, ok=False)
        until(lambda: other.execute(WAITING).fetchall()[0][0], what="waiting for the ticket")
        other.commit()
        assert refused.result() == {"state": "void"}
    assert browser.land(ticket) == {"result": "void"}


def test_a_reset_by_command_while_a_device_ends(
    portal: RunningPortal, ending: psycopg.Connection[Any]
) -> None:
    portal.issue_code(LOGIN)
    now = portal.clock.now()
    meets(ending, lambda: portal.write(lambda c: reset_account(c, LOGIN, now)))
    assert portal.query("SELECT state FROM devices") == [("revoked",)]


def test_a_registration_that_is_over_while_a_device_of_it_ends(
    portal: RunningPortal, ending: psycopg.Connection[Any]
) -> None:
    portal.execute("UPDATE accounts SET cleared = false")
    add_registration(portal, LOGIN, state=State.OPEN)
    portal.clock.advance(30 * DAY)
    assert meets(ending, portal.run_maintenance)["expired"] == 1
    assert portal.query("SELECT count(*) FROM devices") == [(0,)]
