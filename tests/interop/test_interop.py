"""The second client against the real portal: every message does what docs/protocol.md says."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.interop.client import Challenge, Client
from tests.interop.conftest import LOGIN, PIN, Activate, refused
from tests.support.patience import until, within
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal

NEW_PIN, WRONG_PIN = "135790", "000000"


def login_request(portal: RunningPortal, client: Client) -> tuple[Browser, str, Challenge]:
    browser = Browser(portal.url)
    cid = browser.begin(LOGIN)
    challenge = client.poll()
    assert challenge is not None
    assert challenge.told["cid"] == cid
    return browser, cid, challenge


def app_login(portal: RunningPortal, client: Client, pin: str = PIN) -> Browser:
    browser, ticket = Browser(portal.url), client.applogin(pin)["ticket"]
    assert client.claim(ticket)["state"] == "unclaimed"
    browser.land(ticket)
    told = client.claim(ticket)
    assert (told["state"], told["browser"], told["line"]) == ("claimed", "Firefox 140", "same")
    assert not browser.is_logged_in()
    assert client.claimok(ticket) == {"state": "done"}
    assert browser.wait_for_app() == "done"
    return browser


# --- getting a device


def test_activation_in_its_three_steps(
    portal: RunningPortal, new_client: Callable[[], Client]
) -> None:
    client = new_client()
    code = portal.issue_code(LOGIN)
    told = client.activate(LOGIN, code, PIN)
    assert told == {"expires_in": 600}
    assert client.status()["state"] == "provisional"
    with refused("bad-request"):
        client.applogin(PIN)
    account = {
        "login": LOGIN,
        "name": "Max Mustermann",
        "provider": "Praxis am Markt",
        "cleared": True,
        "reported": False,
    }
    assert client.confirm(PIN) == {"account": account}
    assert client.confirm(PIN) == {"account": account}
    assert client.status() == {"state": "active", "account": account, "left": 5, "pv": 1}
    with refused("activation-refused"):
        new_client().activate(LOGIN, code, PIN)


def test_provisional_devices_are_forgotten(
    portal: RunningPortal, new_client: Callable[[], Client]
) -> None:
    slow, clumsy = new_client(), new_client()
    slow.activate(LOGIN, portal.issue_code(LOGIN), PIN)
    clumsy.activate(LOGIN, portal.issue_code(LOGIN), PIN)
    for left in (4, 3, 2, 1):
        with refused("pin-wrong") as wrong:
            clumsy.confirm(WRONG_PIN)
        assert wrong.value.told["left"] == left
    with refused("gone"):
        clumsy.confirm(WRONG_PIN)
    portal.clock.advance(601)
    for client in slow, clumsy:
        with refused("unknown-device"):
            client.confirm(PIN)


def test_an_account_that_is_not_cleared(
    portal: RunningPortal, new_client: Callable[[], Client]
) -> None:
    portal.create_account("eva@abc.de")
    client = new_client()
    client.activate("eva@abc.de", portal.issue_code("eva@abc.de"), PIN)
    assert client.confirm(PIN)["account"]["cleared"] is False
    with refused("not-cleared"):
        client.applogin(PIN)
    portal.clear("eva@abc.de")
    assert client.applogin(PIN)["expires_in"] == 60


# --- logging in


def test_a_login_begun_in_the_browser(portal: RunningPortal, client: Client) -> None:
    assert client.poll() is None
    browser, cid, challenge = login_request(portal, client)
    told = challenge.told
    assert (told["account"], told["browser"], told["mode"]) == (LOGIN, "Firefox 140", "browser")
    assert challenge.left == 180
    ticket = client.approve(challenge, PIN)["ticket"]
    assert not browser.is_logged_in()
    assert browser.finish(ticket) == {"result": "done"}
    assert browser.stage(cid) == "finished"
    assert browser.is_logged_in()
    with refused("gone"):
        client.approve(challenge, PIN)


def test_polling_waits_for_what_is_new(portal: RunningPortal, client: Client) -> None:
    assert client.poll() is None
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(client.poll, 25)
        cid = Browser(portal.url).begin(LOGIN)
        challenge = waiting.result()
    assert challenge is not None
    assert challenge.told["cid"] == cid


def test_a_login_begun_when_a_long_poll_has_outlived_its_nonce_is_made_anew(
    portal: RunningPortal, client: Client
) -> None:
    client.poll()
    portal.clock.advance(599)
    assert app_login(portal, client).is_logged_in()


def test_signs_of_life_come_before_what_a_long_poll_brings(
    portal: RunningPortal, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.api.long_polls.SIGN_SECONDS", 0.01)
    assert client.poll() is None
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(client.poll, 600)
        until(lambda: portal.waiting == 1)
        # A tenth of a second in which nothing happens but signs of life.
        assert not within(0.1, waiting.done)
        Browser(portal.url).begin(LOGIN)
        assert waiting.result() is not None
    assert client.signs_of_life > 0


def test_a_newer_login_request_takes_the_place(portal: RunningPortal, client: Client) -> None:
    _, _, first = login_request(portal, client)
    _, _, second = login_request(portal, client)
    with refused("superseded"):
        client.approve(first, PIN)
    portal.clock.advance(181)
    with refused("gone"):
        client.approve(second, PIN)


def test_denied(portal: RunningPortal, client: Client) -> None:
    browser, cid, challenge = login_request(portal, client)
    client.deny(challenge)
    assert browser.stage(cid) == "denied"
    assert client.poll() is None


def test_reported(portal: RunningPortal, client: Client) -> None:
    inside = app_login(portal, client)
    browser, cid, challenge = login_request(portal, client)
    client.report(challenge)
    assert browser.stage(cid) == "reported"
    assert not inside.is_logged_in()
    assert client.status()["account"]["reported"] is True
    browser.begin(LOGIN)
    client.applogin(PIN)
    assert client.poll() is None
    app_login(portal, client)
    assert client.status()["account"]["reported"] is False
    login_request(portal, client)


def test_a_login_begun_in_the_app(portal: RunningPortal, client: Client) -> None:
    assert app_login(portal, client).is_logged_in()


def test_a_ticket_that_is_not_let_in(portal: RunningPortal, client: Client) -> None:
    earlier, ticket = (client.applogin(PIN)["ticket"] for _ in range(2))
    assert client.claim(earlier)["state"] == "void"
    browser = Browser(portal.url)
    browser.land(ticket)
    assert client.claimok(ticket, ok=False) == {"state": "void"}
    assert browser.wait_for_app() == "void"
    assert not browser.is_logged_in()


def test_a_wrong_pin_is_counted(client: Client) -> None:
    with refused("pin-wrong") as wrong:
        client.applogin(WRONG_PIN)
    assert wrong.value.told["left"] == client.status()["left"] == 4
    client.applogin(PIN)
    assert client.status()["left"] == 5
    for _ in range(4):
        with refused("pin-wrong"):
            client.applogin(WRONG_PIN)
    for pin in WRONG_PIN, PIN:
        with refused("locked"):
            client.applogin(pin)
    assert client.status()["state"] == "locked"
    client.revoke(client.device.dev)
    assert client.status()["state"] == "revoked"


# --- changing keys


def test_a_new_pin(portal: RunningPortal, client: Client) -> None:
    assert client.pinchange(PIN, NEW_PIN) == {"pv": 2}
    assert client.status()["pv"] == 2
    with refused("pin-wrong"):
        client.applogin(PIN)
    assert app_login(portal, client, NEW_PIN).is_logged_in()


def test_a_new_pin_needs_the_old_one(client: Client) -> None:
    with refused("pin-wrong"):
        client.pinchange(WRONG_PIN, NEW_PIN)
    client.successor = None
    client.applogin(PIN)
    assert client.status()["pv"] == 1


def test_a_new_device_key(portal: RunningPortal, client: Client) -> None:
    client.pinchange(PIN, NEW_PIN)
    inside, old = app_login(portal, client, NEW_PIN), client.device
    assert client.rotate(NEW_PIN) == {"dev": client.device.dev}
    assert client.device.dev != old.dev
    assert client.status()["pv"] == 1
    assert inside.is_logged_in()
    assert app_login(portal, client, NEW_PIN).is_logged_in()
    assert [device["dev"] for device in client.devices()] == [client.device.dev]
    client.device = old
    with refused("unknown-device"):
        client.status()


# --- devices of the account


def test_a_further_device(client: Client, activated: Activate) -> None:
    void = client.invite(PIN, "add")
    second = activated(client.invite(PIN, "add"), name="Labor")
    with refused("activation-refused"):
        activated(void)
    listed = [(device["name"], device["this"]) for device in second.devices()]
    assert sorted(listed) == [("Empfang", False), ("Labor", True)]
    assert client.status()["state"] == "active"


def test_a_move_to_a_new_computer(client: Client, activated: Activate) -> None:
    second = activated(client.invite(PIN, "move"))
    assert client.status()["state"] == "revoked"
    with refused("revoked"):
        client.applogin(PIN)
    assert [device["dev"] for device in second.devices()] == [second.device.dev]


def test_an_invitation_ends_with_the_device_that_made_it(
    client: Client, activated: Activate, new_client: Callable[[], Client]
) -> None:
    second, third = activated(client.invite(PIN, "add")), new_client()
    third.activate(LOGIN, second.invite(PIN, "add"), PIN)
    code = second.invite(PIN, "add")
    client.revoke(second.device.dev, PIN)
    with refused("unknown-device"):
        third.confirm(PIN)
    with refused("activation-refused"):
        activated(code)


def test_removal(portal: RunningPortal, client: Client, activated: Activate) -> None:
    second = activated(client.invite(PIN, "add"))
    inside = app_login(portal, second)
    with refused("bad-request"):
        client.revoke(second.device.dev)
    with refused("pin-wrong"):
        client.revoke(second.device.dev, WRONG_PIN)
    client.revoke(second.device.dev, PIN)
    with refused("revoked"):
        second.poll()
    assert not inside.is_logged_in()
    client.revoke(client.device.dev)
    with refused("revoked"):
        client.devices()


def test_history(portal: RunningPortal, client: Client) -> None:
    app_login(portal, client)
    portal.clock.advance(1)
    browser, _, challenge = login_request(portal, client)
    browser.finish(client.approve(challenge, PIN)["ticket"])
    portal.clock.advance(1)
    with refused("pin-wrong"):
        client.applogin(WRONG_PIN)
    portal.clock.advance(1)
    client.deny(login_request(portal, client)[2])
    logins = client.history()
    assert [(login["kind"], login["result"]) for login in logins] == [
        ("browser", "denied"),
        ("app", "wrong-pin"),
        ("browser", "done"),
        ("app", "done"),
    ]
    assert logins[2]["device"] == "Empfang"
    assert client.devices()[0]["last_login"] == logins[2]["at"]
