"""`/devices`: what is listed, and that nothing changes without the PIN."""

import re
from collections.abc import Callable

import pytest

from crypto.challenge import read_challenge
from crypto.statements import Decision
from portal.domain.logins.device_actions import removal
from portal.domain.logins.sessions import end_session
from tests.support.device import Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login

Answer = Callable[[], object]


def log_in(device: Device, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"


def cid_of(browser: Browser, path: str, **form: str) -> str:
    """Ask for a change; its id."""
    location = browser.post(path, **form).headers["location"]
    assert location.startswith("/changes/"), location
    return location.removeprefix("/changes/")


def page(browser: Browser, cid: str) -> str:
    return browser.open(f"/changes/{cid}", "same-origin").text


def stage(browser: Browser, cid: str) -> str:
    return str(browser.fetch(f"/changes/{cid}/state")["stage"])


def name_of(action: Answer) -> str:
    with pytest.raises(PortalProblem) as refused:
        action()
    return refused.value.name


def state_of(portal: RunningPortal, device: Device) -> tuple[str, str]:
    row = portal.query("SELECT state, name FROM devices WHERE id = :d", d=device.dev)[0]
    return row[0], row[1]


@pytest.fixture
def other(portal: RunningPortal, login: str) -> Device:
    """A second device of the same account."""
    portal.clock.advance(1)
    device = Device(portal.url)
    device.send(device.activation(login, portal.issue_code(login), texts={"name": "Laptop"}))
    device.confirm()
    return device


@pytest.fixture
def inside(device: Device, browser: Browser) -> Browser:
    """A browser that was logged in with `device`."""
    log_in(device, browser)
    return browser


# --- the list


def test_nobody_sees_it_without_a_login(browser: Browser) -> None:
    for path in ("/devices", "/security"):
        assert browser.open(path).headers["location"] == "/login"
    for path in ("/devices/remove", "/devices/rename"):
        assert browser.post(path, device="x", name="y").headers["location"] == "/login"


def test_it_lists_the_devices_and_marks_the_one_of_this_login(
    inside: Browser, other: Device
) -> None:
    text = inside.open("/devices").text
    first, second = text.split('<li class="card device">')[1:]
    assert "Rechner am Empfang" in first
    assert portal_text("You are logged in with this device") in first
    assert "Laptop" in second
    assert portal_text("You are logged in with this device") not in second
    assert "noch keine" in second


def test_other_peoples_removed_and_unconfirmed_devices_are_not_listed(
    portal: RunningPortal, inside: Browser, other: Device, login: str
) -> None:
    stranger = new_login()
    portal.create_account(stranger, cleared=True)
    activated(portal, stranger)
    portal.execute("UPDATE devices SET state = 'revoked' WHERE id = :d", d=other.dev)
    Device(portal.url).activate(login, portal.issue_code(login))
    assert inside.open("/devices").text.count('<li class="card device">') == 1


def test_a_locked_device_says_so(inside: Browser, other: Device) -> None:
    for _ in range(5):
        name_of(lambda: other.applogin("000001"))
    assert "Gesperrt" in inside.open("/devices").text


# --- the PIN


def test_the_devices_are_shown_what_will_be_done(
    inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    challenge = read_challenge(device.poll()["challenge"])
    assert (challenge.cid, challenge.mode) == (cid, "action")
    assert challenge.action == "Gerät „Laptop“ entfernen"
    assert "Gerät „Laptop“ entfernen" in page(inside, cid)
    cid_of(inside, "/devices/rename", device=other.dev, name="Büro  2 ")
    challenge = read_challenge(device.poll()["challenge"])
    assert challenge.action == "Gerät „Laptop“ in „Büro 2“ umbenennen"


@pytest.mark.parametrize(
    ("decision", "result"),
    [(Decision.APPROVE, "done"), (Decision.DENY, "denied"), (Decision.REPORT, "reported")],
)
def test_the_apps_history_says_what_was_to_be_changed(
    inside: Browser, device: LivingDevice, other: Device, decision: Decision, result: str
) -> None:
    cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    device.respond(device.poll()["challenge"], decision)
    entry = device.history()[0]
    told = {"what": "Gerät „Laptop“ in „Büro“ umbenennen", "changes": 1}
    assert entry == entry | {"kind": "action", "result": result, **told}


def test_a_change_that_nobody_answered_is_named_in_the_apps_history_and_stays_there(
    portal: RunningPortal, inside: Browser, device: LivingDevice, other: Device
) -> None:
    cid_of(inside, "/devices/remove", device=other.dev)
    portal.clock.advance(181)
    device.freshen()
    expired = device.history()[0]
    told = {"what": "Gerät „Laptop“ entfernen", "changes": 1}
    assert expired == expired | {"kind": "action", "result": "expired", **told}
    portal.clock.advance(2 * 3600)
    portal.forget_old_rows()
    device.freshen()
    assert device.history()[0] == expired
    assert portal.query("SELECT count(*) FROM challenges WHERE mode = 'action'")[0][0] == 0


def test_nothing_changes_before_the_pin(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    assert portal_text("Confirm in the app") in page(inside, cid)
    challenge = device.poll()["challenge"]
    assert name_of(lambda: device.respond(challenge, pin="000001")) == "pin-wrong"
    assert state_of(portal, other) == ("active", "Laptop")


def test_the_pin_removes_a_device(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    browser = Browser(portal.url)
    log_in(other, browser)
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    assert device.respond(device.poll()["challenge"]) == {}
    assert stage(inside, cid) == "done"
    assert portal_text("The change has been made") in page(inside, cid)
    assert name_of(other.poll) == "revoked"
    assert not browser.is_logged_in()
    assert inside.is_logged_in()


def test_the_pin_renames_a_device(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/rename", device=other.dev, name="Büro 2")
    device.respond(device.poll()["challenge"])
    assert stage(inside, cid) == "done"
    assert state_of(portal, other) == ("active", "Büro 2")


def test_removing_the_device_of_this_login_logs_out_and_says_so(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=device.dev)
    other.respond(other.poll()["challenge"])
    assert stage(inside, cid) == "done"
    assert portal_text("This has logged you out in this browser.") in page(inside, cid)
    assert not inside.is_logged_in()


def test_a_device_can_agree_to_its_own_removal(
    portal: RunningPortal, inside: Browser, device: Device
) -> None:
    cid_of(inside, "/devices/remove", device=device.dev)
    assert device.respond(device.poll()["challenge"]) == {}
    assert state_of(portal, device)[0] == "revoked"


# --- what ends it


ENDINGS = {
    "denied": lambda _portal, device, _browser: device.respond(
        device.poll()["challenge"], Decision.DENY
    ),
    "reported": lambda _portal, device, _browser: device.respond(
        device.poll()["challenge"], Decision.REPORT
    ),
    "expired": lambda portal, _device, _browser: portal.clock.advance(180),
    "superseded": lambda _portal, device, browser: browser.begin(
        device.status()["account"]["login"]
    ),
    "locked": lambda _portal, device, _browser: [
        name_of(lambda: device.applogin("000001")) for _ in range(5)
    ],
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_ends_and_can_then_not_be_approved(
    portal: RunningPortal, inside: Browser, device: Device, other: Device, ending: str
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    challenge = device.poll()["challenge"]
    ENDINGS[ending](portal, device, inside)
    assert stage(inside, cid) == ending
    assert name_of(lambda: other.respond(challenge)) in ("gone", "superseded")
    assert state_of(portal, other) == ("active", "Laptop")


def test_the_page_that_waits_offers_the_app_and_the_usual_reasons(
    inside: Browser, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    text = page(inside, cid)
    assert f'href="aokzweifaktor:login?challenge={cid}" data-app-link' in text
    folded = text.split("<details")[1].split("</details>")[0]
    assert portal_text("No request in the app?") in folded
    assert 'href="/reset"' in folded


def test_it_can_be_cancelled(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    challenge = device.poll()["challenge"]
    assert inside.post(f"/changes/{cid}/cancel").headers["location"] == "/devices"
    assert device.poll()["challenge"] is None
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert state_of(portal, other)[0] == "active"


def test_one_is_open_per_account(inside: Browser, device: Device, other: Device) -> None:
    first = cid_of(inside, "/devices/remove", device=other.dev)
    old = device.poll()["challenge"]
    second = cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    assert (stage(inside, first), page(inside, second).count("umbenennen")) == ("superseded", 1)
    assert name_of(lambda: device.respond(old)) == "superseded"


def test_it_supersedes_an_open_login_request(
    portal: RunningPortal, inside: Browser, other: Device, login: str
) -> None:
    browser = Browser(portal.url)
    cid = browser.begin(login)
    cid_of(inside, "/devices/remove", device=other.dev)
    assert browser.stage(cid) == "superseded"


def test_changes_and_logins_are_counted_apart(
    portal: RunningPortal, inside: Browser, other: Device, login: str
) -> None:
    for number in range(10):
        cid_of(inside, "/devices/rename", device=other.dev, name=f"Büro {number}")
    refused = inside.post("/devices/rename", device=other.dev, name="Büro 11")
    assert refused.status_code == 429
    assert Browser(portal.url).begin(login)


# --- nobody else's


def test_another_session_can_neither_see_nor_cancel_it(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    stranger = Browser(portal.url)
    log_in(other, stranger)
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    assert stranger.open(f"/changes/{cid}").headers["location"] == "/security?gone=1"
    assert stage(stranger, cid) == "expired"
    stranger.post(f"/changes/{cid}/cancel")
    assert device.poll()["challenge"] is not None
    answer = Browser(portal.url).open(f"/changes/{cid}")
    assert answer.headers["location"] == "/login"


def test_it_is_not_carried_out_once_the_session_that_asked_is_over(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    challenge = device.poll()["challenge"]
    session = inside.cookie("session")
    assert session is not None
    now = portal.clock.now()
    portal.write(lambda connection: end_session(connection, session, now, reason="logout"))
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert state_of(portal, other)[0] == "active"
    assert stage(inside, cid) == "impossible"


def test_it_is_not_carried_out_for_a_newer_session_of_the_same_browser(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/remove", device=other.dev)
    challenge = device.poll()["challenge"]
    log_in(device, inside)
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert state_of(portal, other)[0] == "active"
    assert inside.open(f"/changes/{cid}").headers["location"] == "/security?gone=1"


def test_other_peoples_devices_cannot_be_asked_for(
    portal: RunningPortal, inside: Browser, device: Device
) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    stranger = activated(portal, login)
    for path in ("/devices/remove", "/devices/rename"):
        answer = inside.post(path, device=stranger.dev, name="Meins")
        assert answer.headers["location"] == "/devices?gone=1"
    assert device.poll()["challenge"] is None


def test_another_accounts_device_cannot_approve(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    login = new_login()
    portal.create_account(login, cleared=True)
    stranger = activated(portal, login)
    cid_of(inside, "/devices/remove", device=other.dev)
    challenge = device.poll()["challenge"]
    assert name_of(lambda: stranger.respond(challenge)) == "gone"
    assert state_of(portal, other)[0] == "active"


def test_an_approval_of_one_change_is_none_of_another(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    """Somebody in the middle shows the harmless sentence and lets the other be approved."""
    cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    harmless = device.poll()["challenge"]
    approval = device.response_to(harmless)
    cid_of(inside, "/devices/remove", device=other.dev)
    assert name_of(lambda: device.send(approval)) == "superseded"
    assert state_of(portal, other) == ("active", "Laptop")


def test_an_approval_works_once(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    challenge = device.poll()["challenge"]
    approval = device.response_to(challenge)
    device.send(approval)
    portal.execute("UPDATE devices SET name = 'Werkstatt' WHERE id = :d", d=other.dev)
    # The same bytes get the kept answer; new ones come too late.
    device.send(approval)
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert state_of(portal, other)[1] == "Werkstatt"


def test_an_approval_of_a_change_brings_no_ticket(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    before = portal.query("SELECT count(*) FROM tickets")
    cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    assert "ticket" not in device.respond(device.poll()["challenge"])
    assert portal.query("SELECT count(*) FROM tickets") == before


def test_a_device_that_is_gone_by_then_is_not_touched_again(
    portal: RunningPortal, inside: Browser, device: Device, other: Device
) -> None:
    cid = cid_of(inside, "/devices/rename", device=other.dev, name="Büro")
    challenge = device.poll()["challenge"]
    portal.execute("UPDATE devices SET state = 'revoked' WHERE id = :d", d=other.dev)
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert (stage(inside, cid), state_of(portal, other)[1]) == ("impossible", "Laptop")
    gone = portal_text("The device is no longer in your list.")
    assert gone in inside.open(f"/changes/{cid}").text
    text = inside.submit("/devices/remove", device=other.dev).text
    assert portal_text("What you wanted to change is no longer in your list.") in text


def test_a_device_that_has_taken_a_new_key_by_then_is_the_same_device(
    portal: RunningPortal, inside: Browser, device: Device, login: str
) -> None:
    living = LivingDevice(portal.url)
    living.activate(login, portal.issue_code(login))
    living.confirm()
    cid = cid_of(inside, "/devices/remove", device=living.dev)
    living.rotate()
    device.respond(device.poll()["challenge"])
    assert stage(inside, cid) == "done"
    assert state_of(portal, living)[0] == "revoked"


# --- names


BAD_NAMES = ["", "   ", "x" * 65, "a“ entfernen und „b", 'a"b', "a\u202eb", "a\x00b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_could_mislead_is_refused(inside: Browser, device: Device, name: str) -> None:
    answer = inside.post("/devices/rename", device=device.dev, name=name)
    assert answer.status_code == 200
    assert "ohne Anführungszeichen" in answer.text
    assert re.search(r'<details name="change-\d" open>\s*<summary>Umbenennen', answer.text)
    assert device.poll()["challenge"] is None


def test_a_name_from_the_activation_cannot_leave_its_quotation_marks() -> None:
    assert removal("d", "a“ behalten, „b").sentence == "Gerät „a' behalten, 'b“ entfernen"
    assert removal("d", "a\n\u202eb").sentence == "Gerät „a b“ entfernen"
    assert removal("d", "").sentence == "Gerät „ohne Namen“ entfernen"


def test_names_are_shown_as_text(portal: RunningPortal, inside: Browser, device: Device) -> None:
    portal.execute("UPDATE devices SET name = '<b>x</b>' WHERE id = :d", d=device.dev)
    assert "<b>x</b>" not in inside.open("/devices").text
