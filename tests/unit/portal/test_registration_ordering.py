"""A registration goes to the clerks once mail, certificate and device are there (P9)."""

from typing import Any

import pytest

from portal.domain.registration.lifecycle import order_if_complete
from portal.domain.registration.registrations import Kind, Registration, State
from tests.support.portal_server import RunningPortal
from tests.support.registrations import add_registration, emails, stored
from tests.unit.portal.conftest import activated, moved_in, new_login


@pytest.fixture
def newcomer(portal: RunningPortal) -> str:
    """An account that waits for its clearance."""
    login = new_login()
    portal.create_account(login, ik=None)
    return login


def order(portal: RunningPortal, registration: Registration) -> bool:
    return portal.write(lambda c: order_if_complete(c, registration, portal.clock.now()))


def now_is(portal: RunningPortal, registration: Registration) -> Registration:
    found = stored(portal, registration.id)
    assert found is not None
    return found


def test_confirming_the_device_completes_it(portal: RunningPortal, newcomer: str) -> None:
    begun = add_registration(portal, newcomer, certificate_at=portal.clock.now())
    device = moved_in(portal, newcomer, portal.issue_code(newcomer))
    assert now_is(portal, begun).state is State.OPEN
    device.confirm()
    done = now_is(portal, begun)
    assert done.state is State.ORDERED
    assert done.device_at == done.ordered_at == portal.clock.now()
    assert emails(portal, newcomer) == ["ordered"]


@pytest.mark.parametrize("missing", ["confirmed_at", "certificate_at"])
def test_without_mail_or_certificate_nothing_is_ordered(
    portal: RunningPortal, newcomer: str, missing: str
) -> None:
    given: dict[str, Any] = {"certificate_at": portal.clock.now()} | {missing: None}
    begun = add_registration(portal, newcomer, **given)
    activated(portal, newcomer)
    assert now_is(portal, begun).state is State.OPEN
    assert emails(portal, newcomer) == []


def test_a_device_that_was_removed_again_does_not_count(
    portal: RunningPortal, newcomer: str
) -> None:
    begun = add_registration(portal, newcomer)
    device = activated(portal, newcomer)
    device.revoke(device.dev)
    portal.execute("UPDATE registrations SET certificate_at = 1 WHERE id = :i", i=begun.id)
    assert not order(portal, begun)


def test_it_is_ordered_once(portal: RunningPortal, newcomer: str) -> None:
    begun = add_registration(portal, newcomer, certificate_at=portal.clock.now())
    activated(portal, newcomer)
    assert not order(portal, begun)
    assert emails(portal, newcomer) == ["ordered"]


def test_a_reset_needs_no_device_yet(portal: RunningPortal, newcomer: str) -> None:
    now = portal.clock.now()
    begun = add_registration(portal, newcomer, kind=Kind.RESET, certificate_at=now)
    assert order(portal, begun)


def test_the_responsible_region_is_told_without_any_name(own_portal: RunningPortal) -> None:
    portal = own_portal
    portal.create_account("new@abc.de", ik=None)
    portal.execute("INSERT INTO regions VALUES ('by', 'AOK Bayern', 'desk@by.de')")
    portal.execute("INSERT INTO responsibilities VALUES ('postal_code', '80', 'by')")
    begun = add_registration(portal, "new@abc.de", certificate_at=portal.clock.now())
    activated(portal, "new@abc.de")
    assert now_is(portal, begun).region == "by"
    row = portal.query("SELECT facts, registration_id FROM outbox WHERE recipient = 'desk@by.de'")
    assert row == [("{}", None)]
