"""Login requests: how they reach the device, and how they end."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.challenge import challenge_hash, read_challenge
from crypto.encoding import b64url
from crypto.statements import Decision, Kind, Slot, make_statement
from tests.support.device import Device, PortalProblem
from tests.support.patience import until
from tests.support.portal_browser import Browser, without_once
from tests.support.portal_server import RunningPortal
from tests.support.texts import portal_text
from tests.unit.portal.conftest import activated, new_login


def name_of(action: Callable[[], object]) -> str:
    with pytest.raises(PortalProblem) as refused:
        action()
    return refused.value.name


def test_the_challenge_shows_who_asks(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    cid = browser.begin(login)
    challenge = read_challenge(device.poll()["challenge"])
    now = portal.clock.now()
    assert (challenge.cid, challenge.account) == (cid, login)
    assert (challenge.ip, challenge.browser, challenge.os) == ("127.0.0.1", "Firefox 140", "Linux")
    assert (challenge.started, challenge.exp, challenge.mode) == (now, now + 180, "browser")


def test_a_waiting_poll_gets_the_challenge_at_once(
    device: Device, login: str, browser: Browser
) -> None:
    device.poll()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(device.poll, wait=25)
        begun = time.monotonic()
        browser.begin(login)
        assert waiting.result()["challenge"] is not None
    assert time.monotonic() - begun < 5


def test_an_unchanged_tag_waits_and_a_changed_one_does_not(device: Device) -> None:
    tag = device.poll("")["tag"]
    begun = time.monotonic()
    assert device.poll(tag, wait=1)["tag"] == tag
    assert time.monotonic() - begun >= 1
    assert device.poll("something else", wait=25)["tag"] == tag


def test_a_poll_tells_when_the_account_is_cleared(portal: RunningPortal, login: str) -> None:
    portal.execute("UPDATE accounts SET cleared = false WHERE login = :login", login=login)
    device = activated(portal, login)
    before = device.poll()
    portal.clear(login)
    after = device.poll(wait=25)
    assert (before["account"]["cleared"], after["account"]["cleared"]) == (False, True)


def test_a_waiting_poll_ends_with_its_challenge_although_nobody_wakes_it(
    portal: RunningPortal,
    device: Device,
    browser: Browser,
    login: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser.begin(login)
    portal.clock.advance(179)
    assert device.poll()["challenge"]
    monkeypatch.setattr(portal.app.context.notifier, "wake_all", lambda: None)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(device.poll, wait=25)
        until(lambda: portal.waiting)
        portal.clock.advance(1)
        assert waiting.result(timeout=12)["challenge"] is None


def test_an_idle_poll_writes_nothing(portal: RunningPortal, device: Device) -> None:
    from portal.platform.database.write_queue import WriteQueue

    written: list[object] = []
    run = WriteQueue.run

    async def counting(self: WriteQueue, work: Callable[..., object]) -> object:
        written.append(work)
        return await run(self, work)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WriteQueue, "run", counting)
        device.poll()
        device.poll(wait=1)
    assert written == []


@pytest.mark.parametrize("body", [{"tag": "", "wait": 601}, {"tag": "", "wait": -1}, {"tag": ""}])
def test_a_poll_beyond_its_limits_is_a_bad_request(device: Device, body: dict[str, object]) -> None:
    assert name_of(lambda: device.send(device.sign("poll", body))) == "bad-request"


@pytest.mark.parametrize(
    ("decision", "stage"), [(Decision.DENY, "denied"), (Decision.REPORT, "reported")]
)
def test_a_refusal_ends_the_waiting_page_and_needs_no_pin(
    device: Device, login: str, browser: Browser, decision: Decision, stage: str
) -> None:
    cid = browser.begin(login)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        assert device.respond(device.poll()["challenge"], decision) == {}
        assert waiting.result() == stage
    assert device.poll()["challenge"] is None
    assert "Anmeldung wurde" in browser.open("/login/wait").text


def test_a_reported_account_begins_no_login_in_a_browser_until_one_from_the_app(
    device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    browser.begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    cid = browser.begin(login)
    assert "PIN" in browser.open("/login/wait").text, "looks as ever"
    assert device.poll()["challenge"] is None
    ticket = device.applogin()["ticket"]
    another_browser.land(ticket)
    device.claimok(ticket)
    assert another_browser.begin(login) != cid
    assert device.poll()["challenge"] is not None


def test_devices_are_told_at_once_that_no_browser_may_begin_and_that_it_may_again(
    own_portal: RunningPortal,
) -> None:
    own_portal.create_account(login := new_login(), cleared=True)
    device, another_browser = activated(own_portal, login), Browser(own_portal.url)
    Browser(own_portal.url).begin(login)
    device.respond(device.poll()["challenge"], Decision.REPORT)
    told = device.poll()
    assert told["account"]["reported"] is True
    assert device.status()["account"]["reported"] is True
    with ThreadPoolExecutor(1) as threads:
        ticket = device.applogin()["ticket"]
        another_browser.land(ticket)
        assert device.poll()["account"]["reported"] is True, "nobody is in yet"
        waiting = threads.submit(device.poll, told["tag"], 20)
        # A poll that comes after the next message has a stale nonce.
        until(lambda: own_portal.waiting)
        device.claimok(ticket)
        assert waiting.result()["account"]["reported"] is False


def test_a_new_start_supersedes_the_open_one(
    device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    cid = browser.begin(login)
    first = device.poll()["challenge"]
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        another_browser.begin(login)
        assert waiting.result() == "superseded"
    assert name_of(lambda: device.respond(first)) == "superseded"
    assert device.status()["left"] == 5
    second = device.poll()["challenge"]
    assert second not in (None, first)


def test_a_challenge_ends_after_three_minutes(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    cid = browser.begin(login)
    challenge = device.poll()["challenge"]
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(browser.stage, cid)
        portal.clock.advance(179)
        assert device.poll()["challenge"] == challenge
        portal.clock.advance(1)
        assert waiting.result() == "expired"
    assert device.poll()["challenge"] is None
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert "abgelaufen" in browser.open("/login/wait").text


def test_an_expired_challenge_is_not_superseded_by_the_next(
    portal: RunningPortal, device: Device, login: str, browser: Browser, another_browser: Browser
) -> None:
    browser.begin(login)
    challenge = device.poll()["challenge"]
    portal.clock.advance(180)
    another_browser.begin(login)
    assert name_of(lambda: device.respond(challenge)) in ("gone", "nonce-stale")
    assert "abgelaufen" in browser.open("/login/wait").text


def test_three_starts_in_ten_minutes_and_no_more(
    portal: RunningPortal, login: str, browser: Browser
) -> None:
    for _ in range(3):
        browser.begin(login)
    refused = browser.post("/login", login=login)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "600"
    assert "Jetzt einloggen" in refused.text
    portal.clock.advance(600)
    browser.begin(login)


def test_cancelling_ends_it_for_the_app_too(device: Device, login: str, browser: Browser) -> None:
    browser.begin(login)
    challenge = device.poll()["challenge"]
    assert browser.post("/login/cancel").headers["location"] == "/"
    assert device.poll()["challenge"] is None
    assert name_of(lambda: device.respond(challenge)) == "gone"


def test_all_devices_of_an_account_are_asked_and_one_answer_is_enough(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    second = activated(portal, login)
    browser.begin(login)
    challenge = device.poll()["challenge"]
    assert second.poll()["challenge"] == challenge
    assert device.respond(challenge)["ticket"]
    assert second.poll()["challenge"] is None
    assert name_of(lambda: second.respond(challenge)) == "gone"


def test_the_device_of_another_account_cannot_answer(
    portal: RunningPortal, device: Device, login: str, browser: Browser
) -> None:
    portal.create_account(f"other-{login}", cleared=True)
    other = activated(portal, f"other-{login}")
    browser.begin(login)
    challenge = device.poll()["challenge"]
    assert name_of(lambda: other.respond(challenge)) == "gone"


def test_an_answer_must_name_the_challenge_that_was_shown(
    device: Device, login: str, browser: Browser
) -> None:
    browser.begin(login)
    shown = read_challenge(device.poll()["challenge"])
    content = {"cid": shown.cid, "ch": challenge_hash("AAAA"), "decision": "approve", "code": ""}
    data = device.proven("respond", Kind.RESPOND, "482913", **content)
    assert name_of(lambda: device.send(data)) == "bad-request"
    assert device.status()["left"] == 5


@pytest.mark.parametrize(
    ("decision", "with_proof"), [("approve", False), ("deny", True), ("perhaps", False)]
)
def test_a_proof_belongs_to_an_approval_and_to_nothing_else(
    device: Device, login: str, browser: Browser, decision: str, with_proof: bool
) -> None:
    browser.begin(login)
    text = device.poll()["challenge"]
    shown = read_challenge(text)
    content = {"cid": shown.cid, "ch": challenge_hash(text), "decision": decision, "code": ""}
    if with_proof:
        data = device.proven("respond", Kind.RESPOND, "482913", **content)
    else:
        request = device.request("respond")
        statement = make_statement(Kind.RESPOND, Slot.of(request), **content)
        data = device.signed(request, {"st": b64url(statement)})
    assert name_of(lambda: device.send(data)) == "bad-request"


def test_a_wrong_pin_leaves_the_challenge_open(
    device: Device, login: str, browser: Browser
) -> None:
    browser.begin(login)
    challenge = device.poll()["challenge"]
    assert name_of(lambda: device.respond(challenge, pin="000001")) == "pin-wrong"
    assert device.respond(challenge)["ticket"]


def test_an_approval_that_comes_too_late_gives_its_try_back(
    portal: RunningPortal,
    device: Device,
    login: str,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from crypto import pin_proof

    browser.begin(login)
    challenge = device.poll()["challenge"]

    def slow(*arguments: object) -> bool:
        portal.clock.advance(200)
        return pin_proof.pin_signature_holds(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("portal.api.pin_verification.pin_signature_holds", slow)
    assert name_of(lambda: device.respond(challenge)) == "gone"
    assert device.status()["left"] == 5


def test_nobody_can_tell_from_the_pages_whether_a_user_can_log_in(
    portal: RunningPortal, device: Device, login: str
) -> None:
    uncleared, deviceless = f"uncleared-{login}", f"deviceless-{login}"
    portal.create_account(uncleared)
    portal.create_account(deviceless, cleared=True)
    portal.issue_code(uncleared)
    reported = new_login()
    portal.create_account(reported, cleared=True)
    reporter = activated(portal, reported)
    Browser(portal.url).begin(reported)
    reporter.respond(reporter.poll()["challenge"], Decision.REPORT)
    portal.clock.advance(600)
    device.freshen()
    names = [login, uncleared, deviceless, reported, f"unknown-{login}"]
    seen = {what_is_seen(Browser(portal.url), name) for name in names}
    assert len(seen) == 1
    assert device.poll()["challenge"] is not None


@pytest.mark.parametrize("known", [True, False])
def test_the_waiting_page_offers_the_app_and_the_usual_reasons_to_everybody(
    browser: Browser, device: Device, login: str, known: bool
) -> None:
    cid = browser.begin(login if known else f"unknown-{login}")
    page = browser.open("/login/wait", "same-origin").text
    assert f'href="aokzweifaktor:login?challenge={cid}" data-app-link' in page
    folded = page.split("<details")[1].split("</details>")[0]
    assert portal_text("No request in the app?") in folded
    assert portal_text("Did you choose “This was not me”?") in folded
    assert 'href="/reset"' in folded


def what_is_seen(browser: Browser, login: str) -> tuple[object, ...]:
    started = browser.post("/login", login=login)
    page = browser.open("/login/wait", "same-origin")
    cid = browser.waiting_cid()
    text = without_once(page.text).replace(login, "LOGIN").replace(cid, "CID")
    again = [browser.post("/login", login=login).status_code for _ in range(3)]
    superseded = browser.stage(cid)
    return started.status_code, tuple(sorted(started.headers)), text, tuple(again), superseded
