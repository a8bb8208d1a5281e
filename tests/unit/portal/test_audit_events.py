"""What the portal writes down of itself, and what it does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from portal.audit import log
from portal.audit.verify import verify
from portal.db.write_queue import WriteQueue
from tests.support.device import Device
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
    portal.create_account(login)
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
    from portal.app import sweep

    own_portal.create_account("max@abc.de", cleared=True)
    device = activated(own_portal, "max@abc.de")
    written = Written(own_portal, "max@abc.de")
    log_in_from_app(device, Browser(own_portal.url))
    own_portal.clock.advance(901)
    own_portal.write(lambda connection: sweep(connection, own_portal.clock.now()))
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

    for place in ("portal.login.start.note", "portal.login.sessions.note"):
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
    # The start, the PIN's try, its verdict with the ticket, the ticket's redemption.
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
    assert portal.write(verify).head.seq == len(portal.write(lambda c: log.latest(c, 100_000)))


def test_the_server_keeps_the_head_beside_its_keys(own_portal: RunningPortal) -> None:
    own_portal.create_account("max@abc.de")
    own_portal.stop()
    kept = Path(own_portal.settings.data, "audit-head").read_text()
    assert kept.strip() == str(own_portal.write(verify).head)
