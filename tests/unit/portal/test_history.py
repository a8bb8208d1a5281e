"""What a user is told of past logins, and what a report does."""

import pytest

from crypto.statements import Decision
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, name_of

SEEN = {"ip": "127.0.0.1", "browser": "Firefox 140", "os": "Linux"}
NO_CHANGE = {"what": "", "changes": 0}
NAME = "Rechner am Empfang"
DAY = 86_400


def log_in(device: LivingDevice, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"


def told(device: LivingDevice) -> list[tuple[str, str]]:
    return [(entry["kind"], entry["result"]) for entry in device.history()]


def test_a_login_begun_in_the_browser_is_told_with_who_asked_and_who_agreed(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    browser.begin(login)
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    assert device.history() == [], "not before the browser is in"
    browser.finish(ticket)
    now = portal.clock.now()
    done = {"at": now, "kind": "browser", "result": "done", "device": NAME, **SEEN}
    assert device.history() == [done | NO_CHANGE]


def test_a_login_begun_in_the_app_is_told_with_the_browser_that_it_let_in(
    device: LivingDevice, browser: Browser
) -> None:
    log_in(device, browser)
    (entry,) = device.history()
    assert entry == entry | {"kind": "app", "result": "done", "device": NAME, **SEEN}


def test_a_browser_that_the_app_does_not_let_in_is_told(
    device: LivingDevice, browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket, ok=False)
    (entry,) = device.history()
    assert entry == entry | {"kind": "app", "result": "denied", **SEEN}


@pytest.mark.parametrize(
    ("decision", "result"), [(Decision.DENY, "denied"), (Decision.REPORT, "reported")]
)
def test_a_refusal_is_told_with_who_asked_and_who_refused(
    device: LivingDevice, login: str, browser: Browser, decision: Decision, result: str
) -> None:
    browser.begin(login)
    device.respond(device.poll()["challenge"], decision)
    (entry,) = device.history()
    assert entry == entry | {"kind": "browser", "result": result, "device": NAME, **SEEN}


def test_wrong_pins_at_logins_are_told_and_others_are_not(
    device: LivingDevice, login: str, browser: Browser
) -> None:
    name_of(lambda: device.applogin("000001"))
    browser.begin(login)
    challenge = device.poll()["challenge"]
    name_of(lambda: device.respond(challenge, pin="000001"))
    name_of(lambda: device.pinchange("000001", "739154"))
    assert sorted(told(device)) == [("app", "wrong-pin"), ("browser", "wrong-pin")]


@pytest.mark.parametrize("way", ["nobody", "cancelled", "approved", "superseded"])
def test_a_request_that_nobody_finished_is_told_at_once_and_stays(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser, way: str
) -> None:
    browser.begin(login)
    began = portal.clock.now()
    if way == "cancelled":
        browser.post("/login/cancel")
    else:
        if way == "approved":
            device.respond(device.poll()["challenge"])
        assert device.history() == []
        portal.clock.advance(180)
        device.freshen()
    if way == "superseded":
        browser.begin(login)
    entry = {"at": began, "kind": "browser", "result": "expired", "device": "", **SEEN, **NO_CHANGE}
    assert device.history() == [entry]
    for seconds in (3600, DAY):
        portal.clock.advance(seconds)
        portal.forget_old_rows()
        device.freshen()
        assert device.history()[-1] == entry
    rows = portal.query("SELECT count(*) FROM challenges")
    assert rows[0][0] == 0


def test_the_newest_comes_first_and_twenty_are_told(
    portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    for _ in range(21):
        portal.clock.advance(60)
        device.freshen()
        log_in(device, browser)
    times = [entry["at"] for entry in device.history()]
    assert len(times) == 20
    assert times == sorted(times, reverse=True)
    assert times[0] == portal.clock.now()


def test_all_devices_of_the_account_tell_the_same_and_no_other_account_does(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    log_in(device, browser)
    portal.create_account(f"other-{login}", cleared=True)
    assert activated(portal, login).history() == device.history() != []
    assert activated(portal, f"other-{login}").history() == []


def test_entries_are_deleted_after_half_a_year(
    portal: RunningPortal, device: LivingDevice, browser: Browser
) -> None:
    log_in(device, browser)
    portal.clock.advance(180 * DAY)
    portal.forget_old_rows()
    device.freshen()
    assert device.history() == []


def test_a_report_ends_every_session_and_ticket_of_the_account(
    portal: RunningPortal,
    device: LivingDevice,
    login: str,
    browser: Browser,
    another_browser: Browser,
) -> None:
    other = activated(portal, login)
    log_in(other, browser)
    unused = other.applogin()["ticket"]
    another_browser.begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    assert not browser.is_logged_in()
    assert browser.land(unused)["result"] == "void"


def test_after_a_report_no_browser_begins_a_login_until_one_from_the_app(
    portal: RunningPortal, device: LivingDevice, login: str, browser: Browser
) -> None:
    browser.begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    browser.begin(login)
    assert device.poll()["challenge"] is None
    refused = device.applogin()["ticket"]
    browser.land(refused)
    device.claimok(refused, ok=False)
    browser.begin(login)
    assert device.poll()["challenge"] is None, "a login that was not let in does not count"
    log_in(device, browser)
    portal.clock.advance(600)
    device.freshen()
    browser.begin(login)
    assert device.poll()["challenge"] is not None
