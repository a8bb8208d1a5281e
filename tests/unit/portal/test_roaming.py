"""Device keys that travel with their user's profile."""

import itertools

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from portal.domain.devices.instances import workplaces
from tests.support.device import PIN, Device
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.properties import given
from tests.unit.portal.conftest import activated, name_of, new_login
from tests.unit.portal.test_devices_page import cid_of, log_in, page, stage

pytestmark = pytest.mark.heavy

DAY = 86_400
_machines = itertools.count(1)


@pytest.fixture
def device(portal: RunningPortal, login: str) -> LivingDevice:
    return activated(portal, login, roaming=True)


def elsewhere(device: LivingDevice) -> LivingDevice:
    """The same profile on a computer where it has not been before."""
    other = device.copied(f"machine {next(_machines)}".encode())
    other.freshen()
    return other


def enrolled(portal: RunningPortal, device: LivingDevice, name: str = "PC 7") -> LivingDevice:
    portal.clock.advance(1)
    other = elsewhere(device)
    other.enrol(name=name)
    return other


def listed(portal: RunningPortal, device: Device) -> list[str]:
    """The workplaces that the portal knows, the one used last first."""
    return [one.inst for one in portal.write(lambda c: workplaces(c, device.dev))]


def events_of(portal: RunningPortal, device: Device) -> list[str]:
    sql = "SELECT event FROM audit WHERE device_id = :d AND event LIKE 'workplace%' ORDER BY seq"
    return [row[0] for row in portal.query(sql, d=device.dev)]


def test_a_new_workplace_asks_for_the_pin_and_nothing_else_works_before(
    device: LivingDevice, login: str
) -> None:
    place = elsewhere(device)
    assert name_of(place.poll) == "unknown-instance"
    assert name_of(place.applogin) == "unknown-instance"
    assert place.status()["state"] == "active"
    assert name_of(lambda: place.enrol("000001")) == "pin-wrong"
    assert name_of(place.poll) == "unknown-instance"
    assert place.enrol() == {}
    assert place.enrol() == {}, "said again"
    assert place.poll()["account"]["login"] == login


def test_the_sixth_workplace_takes_the_place_of_the_one_unused_longest(
    portal: RunningPortal, device: LivingDevice
) -> None:
    places = [enrolled(portal, device) for _ in range(4)]
    portal.clock.advance(1)
    device.freshen()
    device.applogin()
    sixth = enrolled(portal, device)
    assert len(listed(portal, device)) == 5
    for place in (device, *places[1:], sixth):
        place.freshen()
        assert place.applogin()["ticket"]
    places[0].freshen()
    assert name_of(places[0].applogin) == "unknown-instance"
    device.freshen()
    assert device.status()["state"] == "active"
    assert events_of(portal, device)[-2:] == ["workplace-replaced", "workplace-enrolled"]


def test_without_the_pin_a_sixth_workplace_changes_nothing(
    portal: RunningPortal, device: LivingDevice
) -> None:
    places = [enrolled(portal, device) for _ in range(4)]
    known = listed(portal, device)
    sixth = elsewhere(device)
    for _ in range(3):
        assert name_of(sixth.poll) == "unknown-instance"
        assert name_of(sixth.applogin) == "unknown-instance"
        assert name_of(lambda: sixth.enrol("000001")) == "pin-wrong"
        assert sixth.status()["state"] == "active"
    assert listed(portal, device) == known
    for place in (device, *places):
        place.freshen()
        assert place.poll()


def test_polling_counts_as_use_once_a_day(portal: RunningPortal, device: LivingDevice) -> None:
    other = enrolled(portal, device)
    portal.clock.advance(DAY)
    device.freshen()
    device.poll()
    assert listed(portal, device) == [device.inst, other.inst]
    seen = portal.query("SELECT last_used FROM device_instances WHERE inst = :i", i=device.inst)
    portal.clock.advance(DAY - 1)
    device.freshen()
    device.poll()
    sql = "SELECT last_used FROM device_instances WHERE inst = :i"
    assert portal.query(sql, i=device.inst) == seen


def test_workplaces_that_are_not_used_are_forgotten_but_for_the_last(
    portal: RunningPortal, device: LivingDevice
) -> None:
    other = enrolled(portal, device)
    portal.clock.advance(90 * DAY - 1)
    other.freshen()
    other.poll()
    portal.clock.advance(1)
    portal.forget_old_rows()
    assert listed(portal, device) == [other.inst]
    portal.clock.advance(365 * DAY)
    portal.forget_old_rows()
    assert listed(portal, device) == [other.inst]
    device.freshen()
    assert name_of(device.poll) == "unknown-instance"
    assert device.enrol() == {}


def test_instances_of_a_key_that_does_not_roam_do_not_age(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login)
    portal.clock.advance(365 * DAY)
    portal.forget_old_rows()
    device.freshen()
    assert device.poll()


def test_an_activated_device_roams_once_the_policy_says_so_and_the_pin_is_proved(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login)
    second = elsewhere(device)
    assert name_of(lambda: second.enrol("000001")) == "pin-wrong"
    assert second.enrol() == {}
    for place in (device, second):
        place.freshen()
        assert place.applogin()["ticket"]
    third = elsewhere(device)
    assert name_of(third.poll) == "unknown-instance"


def test_a_copy_of_a_key_that_does_not_roam_is_suspect_whatever_it_says_without_the_policy(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login)
    assert name_of(lambda: elsewhere(device).enrol(roaming=False)) == "suspect"
    device.freshen()
    assert name_of(device.poll) == "suspect"


def test_an_enrolment_where_the_device_is_already_makes_it_roam(
    portal: RunningPortal, login: str
) -> None:
    device = activated(portal, login)
    assert device.enrol() == {}
    assert events_of(portal, device) == []
    assert name_of(elsewhere(device).poll) == "unknown-instance"


def test_a_name_that_is_too_long_is_a_bad_request(device: LivingDevice) -> None:
    assert name_of(lambda: device.enrol(name="x" * 65)) == "bad-request"


def test_the_user_sees_the_workplaces_and_removes_one_with_the_pin(
    portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    log_in(device, browser)
    assert "workplace" not in browser.open("/devices").text
    other = enrolled(portal, device, "Empfang <2>")
    shown = browser.open("/devices").text
    assert "Empfang &lt;2&gt;" in shown
    cid = cid_of(browser, "/devices/forget", device=device.dev, workplace=other.inst)
    assert "Empfang" in page(browser, cid)
    other.freshen()
    assert other.poll()
    device.freshen()
    device.respond(device.poll()["challenge"])
    assert stage(browser, cid) == "done"
    other.freshen()
    assert name_of(other.poll) == "unknown-instance"
    assert events_of(portal, device)[-1] == "workplace-removed"


def test_a_workplace_of_somebody_else_or_of_nobody_is_not_asked_for(
    portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    log_in(device, browser)
    login = new_login()
    portal.create_account(login, cleared=True)
    foreign = activated(portal, login, roaming=True)
    other = enrolled(portal, foreign)
    for dev, inst in ((foreign.dev, other.inst), (device.dev, other.inst)):
        answer = browser.post("/devices/forget", device=dev, workplace=inst)
        assert answer.headers["location"] == "/devices?gone=1"


def test_a_mail_tells_of_each_new_workplace(portal: RunningPortal, login: str) -> None:
    device = activated(portal, login, roaming=True)
    other = enrolled(portal, device, "Empfang")
    other.enrol()
    sql = "SELECT facts FROM outbox WHERE recipient = :l AND kind = 'new-workplace'"
    ((facts,),) = portal.query(sql, l=login)
    assert '"workplace":"Empfang"' in facts.replace(": ", ":")


def test_a_roaming_profile_carries_no_ratchet_value(device: LivingDevice) -> None:
    device.applogin()
    assert device.ratchet == ""


def test_a_late_request_of_a_roaming_key_is_not_carried_out_either(device: LivingDevice) -> None:
    late = device.pin_change(PIN, "739154")
    other = device.copied(b"another machine")
    other.enrol()
    assert other.status()["pv"] == 1
    assert name_of(lambda: device.send(late)) == "nonce-stale"


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=st.lists(st.integers(0, 7), max_size=12))
def test_the_five_used_last_are_known_and_nothing_becomes_suspect(
    portal: RunningPortal, visits: list[int]
) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    device = activated(portal, login, roaming=True)
    places = [device, *(elsewhere(device) for _ in range(7))]
    used = [device]
    for visit in visits:
        portal.clock.advance(1)
        place = places[visit]
        place.freshen()
        if place in used[:5]:
            place.applogin()
        else:
            assert name_of(place.applogin) == "unknown-instance"
            place.enrol()
        used = [place, *(one for one in used if one is not place)]
    assert listed(portal, device) == [one.inst for one in used[:5]]
    places[0].freshen()
    assert places[0].status()["state"] == "active"
