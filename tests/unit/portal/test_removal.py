"""Devices that are removed, and the list of those that are not."""

import pytest

from tests.support.device import PIN
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, moved_in, name_of, new_login

OTHER, WRONG = "739154", "000001"


def test_a_device_removes_itself_without_a_pin(portal: RunningPortal, device: LivingDevice) -> None:
    assert device.revoke(device.dev) == {}
    assert device.status()["state"] == "revoked"
    for action in (device.poll, device.applogin, device.devices):
        assert name_of(action) == "revoked"


@pytest.mark.parametrize("state", ["suspect", "locked"])
def test_a_device_that_may_do_nothing_else_may_still_remove_itself(
    portal: RunningPortal, device: LivingDevice, state: str
) -> None:
    portal.execute("UPDATE devices SET state = :s WHERE id = :d", s=state, d=device.dev)
    assert device.revoke(device.dev) == {}
    assert device.status()["state"] == "revoked"


def test_another_device_of_the_account_is_removed_with_the_pin_and_its_sessions_end(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    other = activated(portal, login)
    ticket = other.applogin()["ticket"]
    browser.land(ticket)
    other.claimok(ticket)
    assert browser.wait_for_app() == "done"
    unused = other.applogin()["ticket"]
    assert name_of(lambda: device.revoke(other.dev)) == "bad-request"
    assert name_of(lambda: device.revoke(other.dev, WRONG)) == "pin-wrong"
    assert browser.is_logged_in()
    assert device.revoke(other.dev, PIN) == {}
    assert device.revoke(other.dev, PIN) == {}, "said again"
    assert not browser.is_logged_in()
    assert browser.land(unused)["result"] == "void"
    assert name_of(other.poll) == "revoked"
    assert device.applogin()["ticket"]


def test_no_device_removes_one_of_another_account(
    portal: RunningPortal, device: LivingDevice
) -> None:
    portal.create_account(login := new_login(), cleared=True)
    foreign = activated(portal, login)
    for target in (foreign.dev, "nobody"):
        assert name_of(lambda: device.revoke(target, PIN)) == "gone"  # noqa: B023
    assert foreign.status()["state"] == "active"


def test_a_suspect_device_removes_no_other(
    portal: RunningPortal, device: LivingDevice, login: str
) -> None:
    other = activated(portal, login)
    portal.execute("UPDATE devices SET state = 'suspect' WHERE id = :d", d=device.dev)
    assert name_of(lambda: device.revoke(other.dev, PIN)) == "suspect"
    assert other.status()["state"] == "active"


def test_the_list_tells_every_device_that_was_not_removed(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    second = activated(portal, login)
    removed = activated(portal, login)
    moved_in(portal, login, device.invite("add"))
    device.revoke(removed.dev, PIN)
    ticket = second.applogin()["ticket"]
    browser.land(ticket)
    second.claimok(ticket)
    assert browser.wait_for_app() == "done"
    now = portal.clock.now()
    common = {"name": "Rechner am Empfang", "os": "Linux", "state": "active", "activated": now}
    mine = common | {"dev": device.dev, "last_login": None, "this": True}
    theirs = common | {"dev": second.dev, "last_login": now, "this": False}
    assert sorted(device.devices(), key=lambda each: not each["this"]) == [mine, theirs]
