"""What the portal writes down of itself, and what it does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from crypto.encoding import b64url
from crypto.statements import Decision, Kind, Slot, make_statement
from portal.domain.audit.entries import latest
from portal.domain.audit.verification import verify
from portal.domain.devices.administration import clear_suspicion
from portal.platform.database.write_queue import WriteQueue
from tests.support.device import PIN, Device, PortalProblem
from tests.support.device_life import LivingDevice
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated, new_login


class Written:
    """The entries about one account since this was made."""

    def __init__(self, portal: RunningPortal, login: str) -> None:
        self._portal = portal
        self._account = portal.query("SELECT id FROM accounts WHERE login = :l", l=login)[0][0]
        self._before = len(self.all)

    @property
    def all(self) -> list[dict[str, Any]]:
        rows = self._portal.query(
            "SELECT event, device_id, facts FROM audit WHERE account_id = :a ORDER BY seq",
            a=self._account,
        )
        return [{"event": row[0], "device": row[1], **json.loads(row[2])} for row in rows]

    @property
    def new(self) -> list[dict[str, Any]]:
        return self.all[self._before :]

    @property
    def events(self) -> list[str]:
        return [entry["event"] for entry in self.new]


@pytest.fixture
def written(portal: RunningPortal, device: Device, login: str) -> Written:
    return Written(portal, login)


def log_in(device: Device, login: str, browser: Browser) -> None:
    browser.begin(login)
    browser.finish(device.respond(device.poll()["challenge"])["ticket"])
    assert browser.is_logged_in()


def log_in_from_app(device: Device, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"


def test_an_account_and_its_code(portal: RunningPortal) -> None:
    login = new_login()
    portal.create_account(login, ik=None)
    portal.issue_code(login)
    portal.clear(login)
    entries = Written(portal, login).all
    events = [entry["event"] for entry in entries]
    assert events == ["account-created", "code-issued", "account-cleared"]


def test_a_login_from_the_browser_with_its_place(
    written: Written, device: Device, login: str, browser: Browser
) -> None:
    log_in(device, login, browser)
    begun, finished = (entry for entry in written.new if entry["event"] != "login-approved")
    place = {"ip": "127.0.0.1", "browser": "Firefox 140", "os": "Linux"}
    assert begun == {"event": "login-begun", "device": None, "cid": begun["cid"], **place}
    assert finished == {
        "event": "login-finished",
        "device": device.dev,
        "kind": "browser",
        "cid": begun["cid"],
        **place,
    }


def test_a_login_from_the_app(written: Written, device: Device, browser: Browser) -> None:
    log_in_from_app(device, browser)
    assert written.new[-1]["event"] == "login-finished"
    assert (written.new[-1]["kind"], written.new[-1]["device"]) == ("app", device.dev)


def test_the_end_of_a_session_with_its_reason(
    portal: RunningPortal, written: Written, device: Device, browser: Browser
) -> None:
    log_in_from_app(device, browser)
    log_in_from_app(device, browser)
    browser.post("/logout")
    browser.post("/logout")
    reasons = [entry["reason"] for entry in written.new if entry["event"] == "session-ended"]
    assert reasons == ["replaced", "logout"]


def test_a_session_that_was_forgotten(
    own_portal: RunningPortal, caplog: pytest.LogCaptureFixture
) -> None:
    own_portal.create_account("max@abc.de", cleared=True)
    device = activated(own_portal, "max@abc.de")
    written = Written(own_portal, "max@abc.de")
    log_in_from_app(device, Browser(own_portal.url))
    own_portal.clock.advance(901)
    own_portal.forget_old_rows()
    assert written.new[-1] == {"event": "session-ended", "device": device.dev, "reason": "idle"}


def test_a_ticket_that_turns_up_in_two_browsers(
    written: Written, device: Device, browser: Browser, another_browser: Browser
) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    another_browser.land(ticket)
    assert written.new[-1] == {"event": "ticket-alarm", "device": device.dev, "kind": "app"}


def test_a_start_for_nobody_is_written_like_any_other(
    portal: RunningPortal, browser: Browser
) -> None:
    secret = "typed-a-password-here@abc.de"
    cid = browser.begin(secret)
    rows = portal.query("SELECT account_id, facts FROM audit WHERE event = 'login-begun'")
    mine = [row for row in rows if json.loads(row[1])["cid"] == cid]
    assert [row[0] for row in mine] == [None]
    assert secret not in mine[0][1]


def test_what_cannot_be_written_down_does_not_happen(
    own_portal: RunningPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object, **_facts: object) -> None:
        raise RuntimeError("no entry")

    for place in (
        "portal.web.login.challenge.record_event",
        "portal.domain.logins.sessions.record_event",
    ):
        monkeypatch.setattr(place, failing)
    own_portal.create_account("max@abc.de", cleared=True)
    device, browser = activated(own_portal, "max@abc.de"), Browser(own_portal.url)
    assert browser.post("/login", login="max@abc.de").status_code == 500
    assert own_portal.query("SELECT count(*) FROM challenges")[0][0] == 0
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.http.get("/login/app/state").status_code != 200
    assert own_portal.query("SELECT count(*) FROM sessions")[0][0] == 0


def test_a_login_takes_no_more_transactions_than_without_the_log(
    device: Device, login: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[object] = []
    run = WriteQueue.run

    async def counted(self: WriteQueue, work: Any) -> Any:
        jobs.append(work)
        return await run(self, work)

    monkeypatch.setattr(WriteQueue, "run", counted)
    log_in(device, login, browser)
    # The start, the PIN's try, its result with the ticket, the ticket's redemption.
    assert len(jobs) == 4


def test_no_secret_is_written_down(own_portal: RunningPortal) -> None:
    own_portal.create_account("max@abc.de", "Max Mustermann", cleared=True)
    code = own_portal.issue_code("max@abc.de")
    device = Device(own_portal.url)
    device.activate("max@abc.de", code)
    device.confirm()
    browser = Browser(own_portal.url)
    browser.begin("max@abc.de")
    pre = browser.cookie("pre")
    ticket = device.respond(device.poll()["challenge"])["ticket"]
    browser.finish(ticket)
    session = browser.cookie("session")
    browser.post("/logout")
    rows = own_portal.query("SELECT event, device_id, facts, hash, previous FROM audit")
    text = " ".join(str(part) for row in rows for part in row)
    pin = device.pin_key("482913").public
    secrets = (code, "482913", ticket, pre, session, device.root.hex(), pin.hex(), pin.key_id)
    people = ("max@abc.de", "Mustermann", "Praxis")
    assert [secret for secret in (*secrets, *people) if str(secret) in text] == []


def test_a_running_portals_log_is_in_order(portal: RunningPortal) -> None:
    assert portal.write(verify).broken is None
    assert portal.write(verify).head.seq == len(portal.write(lambda c: latest(c, 100_000)))


def test_the_server_keeps_the_head_beside_its_keys(own_portal: RunningPortal) -> None:
    own_portal.create_account("max@abc.de")
    own_portal.stop()
    kept = Path(own_portal.settings.data, "audit-head").read_text()
    assert kept.strip() == str(own_portal.write(verify).head)


# --- devices


def without_code(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["event"] for entry in entries if entry["event"] != "code-issued"]


def test_an_activation(portal: RunningPortal, written: Written, login: str) -> None:
    other = activated(portal, login)
    assert without_code(written.new) == ["device-activated", "device-confirmed"]
    assert {entry["device"] for entry in written.new[1:]} == {other.dev}


def test_wrong_pins_and_the_lock(written: Written, device: Device) -> None:
    for _ in range(5):
        with pytest.raises(PortalProblem):
            device.applogin("000001")
    assert written.events == ["pin-wrong"] * 5 + ["device-locked"]


@pytest.mark.parametrize(
    ("decision", "event"),
    [
        (Decision.APPROVE, "login-approved"),
        (Decision.DENY, "login-denied"),
        (Decision.REPORT, "login-reported"),
    ],
)
def test_every_answer_to_a_request(
    written: Written,
    device: Device,
    login: str,
    browser: Browser,
    decision: Decision,
    event: str,
) -> None:
    cid = browser.begin(login)
    device.respond(device.poll()["challenge"], decision)
    assert written.new[-1] == {"event": event, "device": device.dev, "cid": cid}


def test_a_key_in_two_places(written: Written, device: Device) -> None:
    with pytest.raises(PortalProblem):
        device.copied(b"another machine").applogin()
    assert written.new[-1] == {"event": "device-suspect", "device": device.dev}


def living(portal: RunningPortal, login: str) -> LivingDevice:
    device = LivingDevice(portal.url)
    device.activate(login, portal.issue_code(login))
    device.confirm()
    return device


def test_a_change_of_the_pin(portal: RunningPortal, login: str) -> None:
    device = living(portal, login)
    device.pinchange(PIN, "905271")
    assert Written(portal, login).all[-1] == {"event": "pin-changed", "device": device.dev}


def test_another_device_key(portal: RunningPortal, login: str) -> None:
    device = living(portal, login)
    before = device.dev
    device.rotate()
    last = Written(portal, login).all[-1]
    assert last == {"event": "key-rotated", "device": before, "new": device.dev}


def test_a_device_that_is_trusted_again(
    portal: RunningPortal, written: Written, device: Device
) -> None:
    with pytest.raises(PortalProblem):
        device.copied(b"another machine").applogin()
    portal.write(lambda connection: clear_suspicion(connection, device.dev, portal.clock.now()))
    assert written.new[-1] == {"event": "device-trusted", "device": device.dev}


def test_a_device_that_removes_itself(written: Written, device: Device) -> None:
    request = device.request("revoke")
    statement = make_statement(Kind.REVOKE, Slot.of(request), target=device.dev)
    device.send(device.signed(request, {"st": b64url(statement)}))
    assert written.new[-1] == {"event": "device-revoked", "device": device.dev}


def test_a_change_that_a_user_wanted(
    written: Written, device: Device, browser: Browser, login: str
) -> None:
    log_in_from_app(device, browser)
    browser.post("/devices/rename", device=device.dev, name="Büro")
    device.respond(device.poll()["challenge"])
    events = ["change-wanted", "device-renamed", "login-approved"]
    assert written.events[-3:] == events
    assert written.new[-3]["change"] == "rename"
    assert "Büro" not in str(written.new)
