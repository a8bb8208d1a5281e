"""Logins that begin in the app: who took the ticket, and may it come in?"""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.encoding import b64url
from tests.support.device import Device, PortalProblem
from tests.support.patience import until
from tests.support.portal_browser import Browser
from tests.support.portal_server import RunningPortal
from tests.unit.portal.conftest import activated

UNCLAIMED = {"state": "unclaimed", "ip": "", "browser": "", "os": "", "line": "unknown"}
CLAIMED = {
    "state": "claimed",
    "ip": "127.0.0.1",
    "browser": "Firefox 140",
    "os": "Linux",
    "line": "same",
}


@pytest.fixture
def ticket(device: Device) -> str:
    return str(device.applogin()["ticket"])


def test_the_browser_that_the_app_opened_is_logged_in_after_the_apps_word(
    device: Device, ticket: str, browser: Browser
) -> None:
    assert device.claim(ticket) == UNCLAIMED
    with ThreadPoolExecutor(2) as threads:
        claim = threads.submit(device.claim, ticket, 25)
        assert browser.land(ticket) == {"result": "claimed"}
        assert claim.result() == CLAIMED
        assert not browser.is_logged_in(), "it has no rights yet"
        landing = threads.submit(browser.wait_for_app)
        assert device.claimok(ticket) == {"state": "done"}
        assert landing.result() == "done"
    assert browser.is_logged_in()


def test_the_apps_no_voids_the_ticket(device: Device, ticket: str, browser: Browser) -> None:
    browser.land(ticket)
    with ThreadPoolExecutor(1) as threads:
        landing = threads.submit(browser.wait_for_app)
        assert device.claimok(ticket, ok=False) == {"state": "void"}
        assert landing.result() == "void"
    assert not browser.is_logged_in()


def test_a_second_post_voids_both_and_raises_an_alarm(
    device: Device,
    ticket: str,
    browser: Browser,
    another_browser: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser.land(ticket)
    with caplog.at_level(logging.WARNING):
        assert another_browser.land(ticket) == {"result": "void"}
    assert "a ticket turned up in two browsers" in caplog.text
    assert device.claim(ticket)["state"] == "void"
    assert device.claimok(ticket) == {"state": "void"}
    assert browser.wait_for_app() == "void"
    assert not browser.is_logged_in()
    assert not another_browser.is_logged_in()


def test_a_second_post_after_the_apps_word_ends_the_session(
    device: Device, ticket: str, browser: Browser, another_browser: Browser
) -> None:
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    assert another_browser.land(ticket) == {"result": "void"}
    assert not browser.is_logged_in()


def test_a_second_post_ends_the_session_however_late_it_comes(
    portal: RunningPortal,
    device: Device,
    ticket: str,
    browser: Browser,
    another_browser: Browser,
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    portal.clock.advance(300)
    assert browser.is_logged_in()
    assert another_browser.land(ticket) == {"result": "void"}
    assert not browser.is_logged_in()
    assert "a ticket turned up in two browsers" in caplog.text


def test_the_same_browser_may_post_again_when_the_answer_was_lost(
    device: Device, ticket: str, browser: Browser
) -> None:
    browser.land(ticket)
    assert browser.land(ticket) == {"result": "claimed"}
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
    first = browser.cookie("session")
    browser.http.cookies.delete("session")
    assert browser.wait_for_app() == "done"
    assert browser.cookie("session") == first
    assert browser.is_logged_in()


def test_a_ticket_waits_a_minute_for_a_browser(
    portal: RunningPortal, device: Device, ticket: str, browser: Browser
) -> None:
    portal.clock.advance(60)
    assert browser.land(ticket) == {"result": "gone"}
    assert device.claim(ticket)["state"] == "void"


def test_a_claimed_ticket_waits_two_minutes_for_the_apps_word(
    portal: RunningPortal, device: Device, ticket: str, browser: Browser
) -> None:
    browser.land(ticket)
    portal.clock.advance(119)
    assert device.claim(ticket)["state"] == "claimed"
    with ThreadPoolExecutor(1) as threads:
        landing = threads.submit(browser.wait_for_app)
        portal.clock.advance(1)
        assert landing.result() == "gone"
    assert device.claimok(ticket) == {"state": "void"}


def test_a_waiting_claim_notices_that_time_is_up(
    portal: RunningPortal, device: Device, ticket: str
) -> None:
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(device.claim, ticket, 25)
        until(lambda: portal.waiting)
        portal.clock.advance(60)
        assert waiting.result()["state"] == "void"


def test_a_new_ticket_voids_the_earlier_one(device: Device, ticket: str, browser: Browser) -> None:
    device.applogin()
    assert browser.land(ticket) == {"result": "void"}


def test_nobody_can_be_let_in_before_a_browser_came(device: Device, ticket: str) -> None:
    with pytest.raises(PortalProblem, match="bad-request"):
        device.claimok(ticket)
    assert device.claim(ticket)["state"] == "unclaimed"


def test_a_ticket_of_another_device_is_gone(
    portal: RunningPortal, device: Device, login: str, ticket: str
) -> None:
    other = activated(portal, login)
    for ask in (lambda: other.claim(ticket), lambda: other.claimok(ticket)):
        with pytest.raises(PortalProblem, match="gone"):
            ask()


def test_a_browser_that_waits_is_let_in_by_its_own_device_alone(
    portal: RunningPortal, device: Device, login: str, ticket: str, browser: Browser
) -> None:
    other = activated(portal, login)
    browser.land(ticket)
    with pytest.raises(PortalProblem, match="gone"):
        other.claimok(ticket)
    assert device.claim(ticket)["state"] == "claimed"
    assert device.claimok(ticket) == {"state": "done"}


@pytest.mark.parametrize(
    "body", [{"th": "x", "wait": 0}, {"th": b64url(bytes(32)), "wait": 26}, {"wait": 0}]
)
def test_a_claim_beyond_its_limits_is_a_bad_request(
    device: Device, body: dict[str, object]
) -> None:
    with pytest.raises(PortalProblem, match="bad-request"):
        device.send(device.sign("claim", body))


def test_a_link_on_a_foreign_page_cannot_log_anybody_in_as_somebody_else(
    bare_browser: Browser,
) -> None:
    for path in ("/login/app", "/login/finish"):
        for site in ("cross-site", "same-site", ""):
            answer = bare_browser.open(path, site)
            assert answer.status_code == 403
            assert "script" not in answer.text
    assert bare_browser.cookie("visit") is None


def test_a_post_without_the_pages_own_cookie_is_refused(bare_browser: Browser, ticket: str) -> None:
    assert bare_browser.post("/login/app", ticket=ticket).status_code == 403
    assert bare_browser.post("/login/finish", ticket=ticket).status_code == 403


def test_only_the_portals_own_page_is_told_what_became_of_a_ticket(
    device: Device, ticket: str, browser: Browser
) -> None:
    browser.land(ticket)
    device.claimok(ticket)
    for site in ("cross-site", "same-site", "none", ""):
        answer = browser.open(f"/login/app/state?th={browser.th}", site)
        assert answer.status_code == 403
    assert browser.cookie("session") is None


def test_the_session_that_was_there_before_is_ended(
    portal: RunningPortal, device: Device, browser: Browser
) -> None:
    log_in(device, browser)
    first = browser.cookie("session")
    log_in(device, browser)
    assert browser.cookie("session") != first
    stolen = Browser(portal.url)
    stolen.http.cookies.set("session", str(first))
    assert not stolen.is_logged_in()


def log_in(device: Device, browser: Browser) -> None:
    ticket = device.applogin()["ticket"]
    browser.land(ticket)
    device.claimok(ticket)
    assert browser.wait_for_app() == "done"
